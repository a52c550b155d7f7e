package sink

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/integration/sink/store"
)

const (
	// What is decoded takes up to some ten times the memory that it has in the database, so that what cannot be stored is not
	// decoded. It may have a little more than a document: empty maps are left out of one.
	maxDecoded = store.MaxDocument + store.MaxDocument/4

	smallMessage = 1 << 10 // bytes: a batch of such messages takes little, whatever is in them
)

// A batch is messages on their way, and what becomes of them.
type batch struct {
	messages []kafkago.Message
	sizes    []int // of each
	bytes    int   // of all
	docs     []*curate.Document
	from     [][]int // the messages that each document is made of
	dead     []deadLetter
}

type key struct {
	kind curate.Kind
	id   string
}

// collect waits a moment for a first message and then, for a while, for more.
func (s *Sink) collect(r *kafkago.Reader) batch {
	var b batch
	first, cancel := context.WithTimeout(s.fetching, idle)
	defer cancel()
	m, err := r.FetchMessage(first)
	if err != nil {
		if first.Err() == nil {
			s.pause(err)
		}
		return b
	}
	b.add(m)
	ctx, cancel := context.WithTimeout(s.fetching, s.opt.BatchWait)
	defer cancel()
	for len(b.messages) < s.opt.BatchMessages && b.bytes < s.opt.BatchBytes {
		if m, err = r.FetchMessage(ctx); err != nil {
			break
		}
		b.add(m)
	}
	s.failing = false
	s.position.advance(b.messages)
	return b
}

// pause keeps a reader that fails at once from using up a processor. Of failures in a row the first is news.
func (s *Sink) pause(err error) {
	if s.fetching.Err() != nil {
		return
	}
	level := slog.LevelWarn
	if s.failing {
		level = slog.LevelDebug
	}
	s.failing = true
	s.opt.Logger.Log(s.fetching, level, "reading the topic failed", "error", err)
	select {
	case <-time.After(firstPause):
	case <-s.fetching.Done():
	}
}

// add counts what the message takes once it is decoded, or as it is, whichever is more.
func (b *batch) add(m kafkago.Message) {
	n := len(m.Value) + len(m.Key)
	if n > smallMessage {
		n = max(n, curate.Size(m.Value))
	}
	b.messages = append(b.messages, m)
	b.sizes = append(b.sizes, n)
	b.bytes += n
}

func place(m *kafkago.Message) curate.Place {
	return curate.Place{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset}
}

// curate makes documents of the messages, one of each id.
func (b *batch) curate() (control int) {
	at := make(map[key]int, len(b.messages))
	for i := range b.messages {
		m := &b.messages[i]
		if b.sizes[i] > maxDecoded {
			b.dead = append(b.dead, deadLetter{m, fmt.Sprintf("the document has about %d bytes, more than the database's %d", b.sizes[i], store.MaxDocument)})
			continue
		}
		d, err := curate.Message(m.Value, place(m))
		switch {
		case err != nil:
			b.dead = append(b.dead, deadLetter{m, err.Error()})
			continue
		case d.Kind == curate.Control:
			control++
			continue
		}
		k := key{d.Kind, d.ID}
		if n, ok := at[k]; ok {
			curate.Merge(d.Kind, b.docs[n].Fields, d.Fields)
			b.from[n] = append(b.from[n], i)
			continue
		}
		at[k] = len(b.docs)
		b.docs = append(b.docs, &d)
		b.from = append(b.from, []int{i})
	}
	return control
}

// write brings a batch to the database and to the topic of dead letters. It fails only when it has to give up.
func (s *Sink) write(b *batch) error {
	began := time.Now()
	s.metrics.control.Add(float64(b.curate()))
	if err := s.keep(b); err != nil {
		return err
	}
	if err := s.bury(b.dead); err != nil {
		return err
	}
	s.metrics.batches.Inc()
	s.metrics.messages.Add(float64(len(b.messages)))
	s.metrics.seconds.Observe(time.Since(began).Seconds())
	return nil
}

// keep writes the documents. Of one that is refused each message is tried by itself, so that those which can be
// stored are.
func (s *Sink) keep(b *batch) error {
	refused, err := s.persist(b.docs)
	if err != nil {
		return err
	}
	for i, reason := range refused {
		if reason == nil {
			continue
		}
		if len(b.from[i]) == 1 {
			b.dead = append(b.dead, deadLetter{&b.messages[b.from[i][0]], reason.Error()})
			continue
		}
		for _, n := range b.from[i] {
			m := &b.messages[n]
			d, err := curate.Message(m.Value, place(m))
			if err != nil {
				continue // cannot be: it was curated before
			}
			alone, err := s.persist([]*curate.Document{&d})
			if err != nil {
				return err
			}
			if alone[0] != nil {
				b.dead = append(b.dead, deadLetter{m, alone[0].Error()})
			}
		}
	}
	return nil
}

// persist writes documents and counts them.
func (s *Sink) persist(docs []*curate.Document) (refused []error, err error) {
	if len(docs) == 0 {
		return nil, nil
	}
	err = s.retry(s.working, retryMongoDB, func(ctx context.Context) (err error) {
		refused, err = s.store.Write(ctx, docs)
		s.health.database.set(err)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, d := range docs {
		if refused[i] == nil {
			s.metrics.documents.WithLabelValues(d.Kind.Collection()).Inc()
		}
	}
	return refused, nil
}

// commit commits the offsets of a batch. Where that fails the messages are read again, or the next commit covers them.
func (s *Sink) commit(r *kafkago.Reader, b *batch) {
	last := map[int]kafkago.Message{}
	for _, m := range b.messages {
		last[m.Partition] = m
	}
	var all []kafkago.Message
	for _, m := range last {
		all = append(all, kafkago.Message{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset})
	}
	if s.uncommitted = r.CommitMessages(s.working, all...); s.uncommitted != nil {
		s.metrics.retries.WithLabelValues(retryCommit).Inc()
		s.opt.Logger.Debug("offsets not committed", "error", s.uncommitted)
	}
}
