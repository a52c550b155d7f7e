package kafka

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// passes reports whether an error is one that a cluster gives while it settles:
// a topic was just created, a leader has moved. What it looks like after the
// next Metadata decides.
func passes(err error) bool {
	for _, e := range []error{
		kafkago.UnknownTopicOrPartition,
		kafkago.LeaderNotAvailable,
		kafkago.NotLeaderForPartition,
		kafkago.BrokerNotAvailable,
		kafkago.NotController,
		kafkago.KafkaStorageError,
		kafkago.FencedLeaderEpoch,
		kafkago.GroupLoadInProgress,          // as the coordinator's, from which producer ids come
		kafkago.GroupCoordinatorNotAvailable, // likewise
		protocol.ErrNoTopic,
		protocol.ErrNoPartition,
		protocol.ErrNoLeader,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return forgotten(err)
}

// forgotten reports whether the broker does not know the producer's id, or not
// with that sequence number.
func forgotten(err error) bool {
	return errors.Is(err, kafkago.UnknownProducerId) ||
		errors.Is(err, kafkago.OutOfOrderSequenceNumber) ||
		errors.Is(err, kafkago.InvalidProducerEpoch) ||
		errors.Is(err, kafkago.InvalidProducerIDMapping)
}

// tooLarge reports whether the broker has refused a request because of its size.
func tooLarge(err error) bool {
	return errors.Is(err, kafkago.MessageSizeTooLarge) || errors.Is(err, kafkago.RecordListTooLarge)
}

// broken reports whether a connection ended under a request. One that had been
// idle may have been closed long before.
func broken(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &op) && op.Op != "dial"
}

// described is an error with a text that stays the same as long as its cause
// does, without the ports and the method names that libraries put in.
type described struct {
	text string
	error
}

func (d described) Error() string { return d.text }
func (d described) Unwrap() error { return d.error }

func (p *Producer) describe(ctx context.Context, err error) error {
	var op *net.OpError
	isOp := errors.As(err, &op)
	switch {
	case ctx.Err() != nil:
		return described{"given up: " + ctx.Err().Error(), err}
	case isOp && op.Op == "dial":
		return described{fmt.Sprintf("cannot connect: %v", op.Err), err}
	case errors.Is(err, context.DeadlineExceeded), isOp && op.Timeout():
		return described{fmt.Sprintf("no answer within %v", p.cfg.RequestTimeout), err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return described{"the broker has closed the connection (it may want TLS or credentials)", err}
	case isOp:
		return described{fmt.Sprintf("connection lost: %v", op.Err), err}
	case strings.HasPrefix(err.Error(), "kafka.(*Client)"):
		return errors.Unwrap(err)
	}
	return err
}
