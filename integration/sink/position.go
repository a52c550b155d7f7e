package sink

import (
	"context"
	"errors"
	"sync"

	kafkago "github.com/segmentio/kafka-go"
)

// suspicions is how many looks in a row have to find a topic wrong before it is taken for that: a broker that has just
// started may not know it yet.
const suspicions = 2

// A position is how far the reader is, and whether the topic is still the one that it reads.
type position struct {
	mu     sync.Mutex
	next   map[int]int64 // offset to be read next, of the partitions read so far
	lost   bool          // the topic is gone, or ends before the position
	rewind map[int]int64 // of partitions that end before the position, the offset to begin at
	after  int           // messages read since it was lost

	odd int // looks in a row that found it wrong; only watch looks at it
}

// begin is called with each new reader.
func (p *position) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next, p.lost, p.rewind, p.after = map[int]int64{}, false, nil, 0
}

// advance notes what has been read.
func (p *position) advance(messages []kafkago.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range messages {
		p.next[messages[i].Partition] = messages[i].Offset + 1
	}
	if p.lost {
		p.after += len(messages)
	}
}

// beyond are the partitions of which more has been read, or committed, than they hold, with their first offset.
func (p *position) beyond(spans map[int]span, committed map[int]int64) map[int]int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[int]int64{}
	for i, s := range spans {
		if max(p.next[i], committed[i]) > s.end {
			all[i] = s.first
		}
	}
	return all
}

func (p *position) lose(rewind map[int]int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost, p.rewind = true, rewind
}

func (p *position) toRewind() map[int]int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rewind
}

func (p *position) isLost() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

// over reports whether the reader is of no more use: the topic is lost, and what was read of it before is written.
func (p *position) over(idle bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost && (idle || p.after >= queueMessages)
}

// inspect decides by what a look at the topic has found whether it is lost, and reports whether it is as it should be.
func (s *Sink) inspect(ctx context.Context, spans map[int]span, committed map[int]int64, err error) bool {
	var rewind map[int]int64
	gone := errors.Is(err, kafkago.UnknownTopicOrPartition)
	if err == nil {
		if rewind = s.position.beyond(spans, committed); len(rewind) > 0 {
			// More may have been appended, read and committed in the meantime.
			if spans, err = s.cluster.spans(ctx, s.cluster.topic); err == nil {
				rewind = s.position.beyond(spans, committed)
			}
		}
	}
	if !s.health.reading.Load() || !gone && (err != nil || len(rewind) == 0) {
		s.position.odd = 0
		return true
	}
	if s.position.odd++; s.position.odd == suspicions {
		s.opt.Logger.Warn("the topic is not the one that was read before: reading it from its start", "topic", s.cluster.topic, "gone", gone)
		s.position.lose(rewind)
	}
	return false
}

// restart has the group begin anew where a partition ends before its offset: Kafka forgets the offsets of a topic that is
// deleted, but one may be committed after that.
func (s *Sink) restart(r *kafkago.Reader) {
	var all []kafkago.Message
	for p, first := range s.position.toRewind() {
		all = append(all, kafkago.Message{Topic: s.cluster.topic, Partition: p, Offset: first - 1})
	}
	if len(all) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(s.working, watchTimeout)
	defer cancel()
	if err := r.CommitMessages(ctx, all...); err != nil { // it will be lost again
		s.opt.Logger.Debug("offsets not rewound", "error", err)
	}
}
