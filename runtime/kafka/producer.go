package kafka

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/compress/snappy"
	"github.com/segmentio/kafka-go/sasl"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

const (
	// requestBytes is the most that goes into one request, before compression.
	requestBytes = 4 << 20

	// defaultMaxBytes is Kafka's message.max.bytes where nobody has set it. It
	// bounds a record batch as it is sent.
	defaultMaxBytes = 1048588

	// socketBytes is Kafka's socket.request.max.bytes. A larger request is not
	// answered; the connection ends.
	socketBytes = 100<<20 - 4096

	attempts   = 8 // to send a request within one Publish, while the cluster settles
	firstPause = 10 * time.Millisecond
)

// codec costs the program the least: half the time of zstd, whose batches are half as large (BenchmarkEncode). Every
// broker and reader knows it, which is not so for zstd.
var codec = &snappy.Codec{Compression: snappy.FasterCompression}

// Producer publishes batches to a topic. It is safe for concurrent use.
type Producer struct {
	cfg     Config
	brokers string // for errors
	tls     *tls.Config
	sasl    sasl.Mechanism

	mu        sync.Mutex
	closed    bool
	session   *session // nil: not connected
	partition int      // -1: not known yet
	id        stamp    // of the next request
	encoder   encoder
	refused   int // size of a request that is too large

	messages [][]byte // of the batch
	at       progress
	most     int // messages in the next request
}

// Open makes a producer. It reads the files that cfg names, and does not
// connect.
func Open(cfg Config) (*Producer, error) {
	p := &Producer{cfg: cfg, partition: -1, id: anonymous, most: math.MaxInt}
	if err := p.cfg.complete(); err != nil {
		return nil, fmt.Errorf("kafka: %w", err)
	}
	p.brokers = strings.Join(cfg.Brokers, ",")
	p.encoder = encoder{key: []byte(cfg.Key), codec: codec}
	var err error
	if p.tls, p.sasl, err = cfg.secure(); err != nil {
		return nil, err
	}
	return p, nil
}

// ErrClosed is what Publish returns after Close.
var ErrClosed = errors.New("producer is closed")

// Publish sends the batch's messages and returns nil when all are acknowledged.
// It tries again by itself for as long as a cluster takes to settle after a
// change, a second or two; after an error it expects the same batch again.
func (p *Producer) Publish(ctx context.Context, batch *prov.Batch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return fmt.Errorf("kafka: %w", ErrClosed)
	}
	p.resume(batch)
	if err := p.publish(ctx); err != nil {
		p.at.batch = identify(batch)
		return fmt.Errorf("kafka: %s: %w", p.brokers, p.describe(ctx, err))
	}
	p.at = progress{}
	clear(p.messages)
	return nil
}

// Close closes the connections. Closing twice is harmless.
func (p *Producer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.disconnect()
	return nil
}

func (p *Producer) publish(ctx context.Context) error {
	for p.at.done < len(p.messages) {
		msgs := p.next()
		err := p.deliver(ctx, msgs)
		switch {
		case err == nil:
			p.advance(len(msgs))
			p.most = max(p.most, 2*p.most) // which overflows where there is no bound
		case tooLarge(err) && len(msgs) > 1:
			p.split(len(msgs))
		case tooLarge(err) && p.cfg.Invalid != nil:
			p.cfg.Invalid(msgs[0], fmt.Errorf("kafka: %s: message of %d bytes: %w", p.brokers, len(msgs[0]), p.describe(ctx, err)))
			p.advance(1)
		default:
			return err
		}
	}
	return nil
}

// next are the messages of the next request. Those of which it is not known
// whether they arrived are sent as they were, so that the broker recognises them.
func (p *Producer) next() [][]byte {
	rest := p.messages[p.at.done:]
	if p.at.unsure > 0 {
		return rest[:p.at.unsure]
	}
	n, size := 0, 0
	for n < len(rest) && n < p.most {
		size += len(rest[n]) + len(p.cfg.Key) + recordOverhead
		if size > requestBytes && n > 0 {
			break
		}
		n++
	}
	return rest[:n]
}

func (p *Producer) advance(n int) {
	p.at.done += n
	p.at.unsure = 0
}

// split makes the next request half as long as the one of n messages that was
// too large.
func (p *Producer) split(n int) {
	if p.at.unsure > 0 {
		p.id, p.at.unsure = anonymous, 0
	}
	p.most = n / 2
}

// deliver sends messages in one request, again and again while the cluster
// settles.
func (p *Producer) deliver(ctx context.Context, msgs [][]byte) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := p.send(ctx, msgs)
		if err == nil || tooLarge(err) {
			return err
		}
		again := passes(err) || broken(err) && p.session != nil && p.session.worked
		p.disconnect()
		if forgotten(err) {
			p.id = anonymous
		}
		if !again || attempt == attempts {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
			pause *= 2
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

// send sends messages in one request.
func (p *Producer) send(ctx context.Context, msgs [][]byte) error {
	if err := p.prepare(ctx, len(msgs)); err != nil {
		return err
	}
	batch := p.encoder.encode(msgs, p.id, time.Now())
	if len(batch) > socketBytes || len(batch) >= p.refused && len(msgs) > 1 {
		return kafkago.MessageSizeTooLarge
	}
	err := p.session.produce(ctx, p.partition, batch)
	switch {
	case err == nil:
		p.session.worked = true
		if p.id != anonymous {
			p.id.sequence += int32(len(msgs))
		}
	case tooLarge(err):
		p.refused = min(p.refused, len(batch))
	default:
		p.at.unsure = len(msgs)
		p.encoder.batch = nil // kafka-go may still be reading it
	}
	return err
}

// prepare makes sure of a connection, and of a producer id where the cluster
// grants one, for n messages.
func (p *Producer) prepare(ctx context.Context, n int) error {
	if p.session == nil {
		s, err := p.dial(ctx)
		if err != nil {
			return err
		}
		p.session, p.refused = s, defaultMaxBytes+1
	}
	if p.partition < 0 || p.partition >= p.session.partitions {
		p.partition = p.session.partition()
		p.id = anonymous // sequences belong to a partition
	}
	if p.id.producer != none && int(p.id.sequence) <= math.MaxInt32-n {
		return nil
	}
	var err error
	p.id, err = p.session.producerID(ctx)
	return err
}

func (p *Producer) disconnect() {
	if p.session != nil {
		p.session.close()
		p.session = nil
	}
}
