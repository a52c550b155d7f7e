package kafka

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/initproducerid"
)

// session is what is known of the cluster until something goes wrong.
type session struct {
	cfg        *Config
	transport  *kafkago.Transport
	client     *kafkago.Client
	partitions int
	worked     bool // a request was answered well
	anonymous  bool // no producer id is granted
}

// dial makes a session and learns the topic's partitions. An absent topic is
// created; it is not there until another session finds it.
func (p *Producer) dial(ctx context.Context) (*session, error) {
	t := &kafkago.Transport{
		Dial:           (&net.Dialer{Timeout: p.cfg.DialTimeout / time.Duration(len(p.cfg.Brokers))}).DialContext,
		DialTimeout:    p.cfg.DialTimeout,
		MetadataTopics: []string{p.cfg.Topic},
		MetadataTTL:    2 * p.cfg.RequestTimeout, // and how long a request that is not answered keeps its connection
		ClientID:       p.cfg.ClientID,
		TLS:            p.tls,
		SASL:           p.sasl,
	}
	s := &session{
		cfg:       &p.cfg,
		transport: t,
		client:    &kafkago.Client{Addr: kafkago.TCP(p.cfg.Brokers...), Timeout: p.cfg.RequestTimeout, Transport: t},
	}
	if err := s.findTopic(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) close() { s.transport.CloseIdleConnections() }

func (s *session) findTopic(ctx context.Context) error {
	meta, err := s.client.Metadata(ctx, &kafkago.MetadataRequest{Topics: []string{s.cfg.Topic}})
	if err != nil {
		return err
	}
	topic := meta.Topics[0]
	if errors.Is(topic.Error, kafkago.UnknownTopicOrPartition) {
		if err := s.createTopic(ctx); err != nil {
			return err
		}
	}
	if topic.Error != nil {
		return fmt.Errorf("topic %s: %w", s.cfg.Topic, topic.Error)
	}
	if s.partitions = len(topic.Partitions); s.partitions == 0 {
		return fmt.Errorf("topic %s: %w", s.cfg.Topic, kafkago.LeaderNotAvailable)
	}
	return nil
}

func (s *session) createTopic(ctx context.Context) error {
	answer, err := s.client.CreateTopics(ctx, &kafkago.CreateTopicsRequest{Topics: []kafkago.TopicConfig{{
		Topic:             s.cfg.Topic,
		NumPartitions:     s.cfg.Partitions,
		ReplicationFactor: s.cfg.ReplicationFactor,
	}}})
	if err != nil {
		return err
	}
	if err := answer.Errors[s.cfg.Topic]; err != nil && !errors.Is(err, kafkago.TopicAlreadyExists) {
		return fmt.Errorf("topic %s does not exist and cannot be created: %w", s.cfg.Topic, err)
	}
	return nil
}

// partition is the one that the key belongs to.
func (s *session) partition() int {
	all := make([]int, s.partitions)
	for i := range all {
		all[i] = i
	}
	return kafkago.Murmur2Balancer{}.Balance(kafkago.Message{Key: []byte(s.cfg.Key)}, all...)
}

// initProducerID is kafka-go's request as any broker answers it. As the library
// has it, it is one of a transaction, and a coordinator is looked for first.
type initProducerID initproducerid.Request

func (*initProducerID) ApiKey() protocol.ApiKey { return protocol.InitProducerId }

// producerID asks for an id; one where err is nil and none is granted says so.
func (s *session) producerID(ctx context.Context) (stamp, error) {
	if s.anonymous {
		return anonymous, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RequestTimeout)
	defer cancel()
	m, err := s.transport.RoundTrip(ctx, s.client.Addr, &initProducerID{ProducerID: none, ProducerEpoch: none})
	if err != nil {
		return anonymous, err
	}
	answer := m.(*initproducerid.Response)
	if answer.ErrorCode == 0 {
		return stamp{producer: answer.ProducerID, epoch: answer.ProducerEpoch}, nil
	}
	if err := kafkago.Error(answer.ErrorCode); passes(err) {
		return anonymous, err
	}
	s.anonymous = true
	return anonymous, nil
}

// produce sends a record batch and waits until all replicas in sync have it.
func (s *session) produce(ctx context.Context, partition int, batch []byte) error {
	size := binary.BigEndian.AppendUint32(nil, uint32(len(batch))) // which kafka-go leaves to the caller
	answer, err := s.client.RawProduce(ctx, &kafkago.RawProduceRequest{
		Topic:        s.cfg.Topic,
		Partition:    partition,
		RequiredAcks: kafkago.RequireAll,
		RawRecords:   protocol.RawRecordSet{Reader: io.MultiReader(bytes.NewReader(size), bytes.NewReader(batch))},
	})
	if err != nil {
		return err
	}
	if answer.Error != nil && !errors.Is(answer.Error, kafkago.DuplicateSequenceNumber) {
		return answer.Error
	}
	return nil
}
