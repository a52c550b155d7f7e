package sink

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/flowcept/flowcept-go/integration/sink/store"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

const (
	firstPause = 100 * time.Millisecond // after an error
	maxPause   = 10 * time.Second

	newTopicLooks = 30 // for a topic that was just created

	// How long the group waits for a sink that was killed, or whose broker was: kafka-go cannot take its place in the group
	// up again. Heartbeats are sent while a batch is written, so this bounds no batch.
	sessionTimeout = 10 * time.Second

	// What the reader holds besides the batch.
	queueMessages = 64
	fetchBytes    = 4 << 20 // of a partition

	idle = time.Second // without a message, after which it is asked whether the topic is still there
)

// Sink is a running sink.
type Sink struct {
	opt     Options
	cluster *cluster
	store   *store.Store
	metrics *metrics
	health  health

	position position

	fetching, working       context.Context // until Stop is called, and until its patience ends
	stopFetching, stopWorks context.CancelFunc
	found                   chan struct{} // closed when the topic is there
	done                    chan struct{} // closed when the loop has ended
	stopping                sync.Once
	watching                sync.WaitGroup
	close                   func()
	uncommitted             error // why the last batch's offsets are not committed
	failing                 bool  // the last that was read is an error
}

// Start starts a sink by the settings. It waits for neither brokers nor database: what is wrong with those is logged,
// measured and tried again. ctx bounds Start alone.
func Start(ctx context.Context, s *settings.Settings, opt Options) (*Sink, error) {
	opt.complete(s)
	if !s.MongoDB.Enabled {
		return nil, errors.New("sink: databases.mongodb.enabled: want true, because the sink writes to the database")
	}
	c, err := connect(s)
	if err != nil {
		return nil, fmt.Errorf("sink: %w", err)
	}
	db, err := store.Open(&s.MongoDB)
	if err != nil {
		return nil, fmt.Errorf("sink: %w", err)
	}
	k := &Sink{opt: opt, cluster: c, store: db, metrics: newMetrics(), found: make(chan struct{}), done: make(chan struct{}), close: func() {}}
	k.fetching, k.stopFetching = context.WithCancel(context.WithoutCancel(ctx))
	k.working, k.stopWorks = context.WithCancel(context.WithoutCancel(ctx))
	if opt.Listen != "" {
		if k.close, err = k.listen(ctx, opt.Listen); err != nil {
			return nil, errors.Join(fmt.Errorf("sink: %w", err), db.Close(ctx))
		}
	}
	k.watching.Go(k.watch)
	go k.run()
	return k, nil
}

// Stop writes and commits the batch in hand, leaves the group and closes the connections. Where ctx ends before that,
// what is in hand is left to the next sink. A second Stop waits for the first.
func (s *Sink) Stop(ctx context.Context) (err error) {
	s.stopFetching()
	select {
	case <-s.done:
	case <-ctx.Done():
		s.stopWorks()
		<-s.done
		err = fmt.Errorf("sink: %w: the batch in hand is left to another sink", ctx.Err())
	}
	s.stopping.Do(func() {
		s.stopWorks()
		s.watching.Wait()
		s.close()
		s.cluster.close()
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if e := s.store.Close(closing); err == nil && e != nil && ctx.Err() == nil {
			err = fmt.Errorf("sink: mongodb: %w", e)
		}
	})
	if err == nil && s.uncommitted != nil {
		err = fmt.Errorf("sink: kafka: the last offsets are not committed: %w", s.uncommitted)
	}
	return err
}

// run reads until Stop.
func (s *Sink) run() {
	defer close(s.done)
	first := true
	for s.retry(s.fetching, retryKafka, s.findTopic) == nil {
		s.position.begin()
		s.health.reading.Store(true)
		if first {
			close(s.found)
			first = false
		}
		s.read()
		s.health.reading.Store(false)
	}
}

// read reads the topic as a member of the group, until Stop or until the topic is lost.
func (s *Sink) read() {
	reader := kafkago.NewReader(kafkago.ReaderConfig{
		Brokers: s.cluster.brokers, GroupID: s.cluster.group, Topic: s.cluster.topic, Dialer: s.cluster.dialer,
		QueueCapacity: queueMessages, MinBytes: 1, MaxBytes: fetchBytes, MaxWait: 500 * time.Millisecond,
		StartOffset: kafkago.FirstOffset, WatchPartitionChanges: true,
		JoinGroupBackoff: time.Second, MaxAttempts: 3,
		SessionTimeout: sessionTimeout, RebalanceTimeout: sessionTimeout, HeartbeatInterval: time.Second,
		// Between a member's leaving and the next generation there is nothing to warn of: watch tells real trouble.
		ErrorLogger: kafkago.LoggerFunc(func(format string, args ...any) {
			s.opt.Logger.Debug("kafka reader", "message", fmt.Sprintf(format, args...))
		}),
	})
	defer reader.Close() // leaves the group; it has no error but that it is closed
	for s.fetching.Err() == nil {
		b := s.collect(reader)
		if s.position.over(len(b.messages) == 0) {
			s.restart(reader)
			return
		}
		if len(b.messages) == 0 {
			continue
		}
		if s.write(&b) != nil { // only when Stop has no patience left
			return
		}
		if !s.position.isLost() { // its offsets are those of another topic
			s.commit(reader, &b)
		}
	}
}

// findTopic returns nil when the topic is there.
func (s *Sink) findTopic(ctx context.Context) error {
	_, err := s.cluster.partitions(ctx, s.cluster.topic)
	if !errors.Is(err, kafkago.UnknownTopicOrPartition) || !s.opt.CreateTopic {
		return err
	}
	if err := s.cluster.create(ctx, s.cluster.topic, s.opt.Partitions, s.opt.ReplicationFactor); err != nil {
		return err
	}
	for range newTopicLooks { // it takes a moment until all brokers know it, which is nothing to warn of
		if _, err = s.cluster.partitions(ctx, s.cluster.topic); err == nil {
			return nil
		}
		timer := time.NewTimer(firstPause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
	return err
}

// retry does something until it succeeds or ctx ends, with longer and longer pauses. An error that lasts is logged once.
func (s *Sink) retry(ctx context.Context, what string, do func(context.Context) error) error {
	pause, logged := firstPause, ""
	for {
		err := do(ctx)
		if err == nil {
			if logged != "" {
				s.opt.Logger.Info("works again", "what", what)
			}
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.metrics.retries.WithLabelValues(what).Inc()
		if text := err.Error(); logged == "" || text != logged && pause == maxPause {
			s.opt.Logger.Warn("failed, trying again", "what", what, "error", text)
			logged = text
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
			pause = min(2*pause, maxPause)
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
