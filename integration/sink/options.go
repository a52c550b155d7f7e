package sink

import (
	"log/slog"
	"time"

	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// Defaults of Options.
const (
	DefaultBatchMessages = 5000
	DefaultBatchBytes    = 16 << 20
	DefaultBatchWait     = 250 * time.Millisecond
)

// Options of a sink, beyond the settings. Zero fields take their defaults.
type Options struct {
	BatchMessages int           // in one write to the database, at the most
	BatchBytes    int           // size at which a batch is written, that of the messages or of their documents
	BatchWait     time.Duration // for more messages, after the first; not longer than mq.insertion_buffer_time_secs

	CreateTopic                   bool // create the topic when it does not exist; else wait for it
	Partitions, ReplicationFactor int  // of a topic that is created; the default is the brokers' own

	Listen string       // address of /metrics, /healthz and /readyz; empty: none
	Logger *slog.Logger // default: nothing is logged
}

func (o *Options) complete(s *settings.Settings) {
	if o.BatchMessages <= 0 {
		o.BatchMessages = DefaultBatchMessages
	}
	if o.BatchBytes <= 0 {
		o.BatchBytes = DefaultBatchBytes
	}
	if o.BatchWait <= 0 {
		o.BatchWait = DefaultBatchWait
		if d := s.MQ.InsertionBufferTime; d > 0 {
			o.BatchWait = min(o.BatchWait, d)
		}
	}
	if o.Partitions <= 0 {
		o.Partitions = -1
	}
	if o.ReplicationFactor <= 0 {
		o.ReplicationFactor = -1
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
}

// transport is how the settings' brokers are reached. They have been checked.
func transport(mq *settings.MQ) (kafka.Config, error) {
	brokers, err := mq.Brokers()
	if err != nil {
		return kafka.Config{}, err
	}
	cfg := kafka.Config{Brokers: brokers, Topic: mq.Channel, ClientID: "flowcept-sink"}
	if t := mq.TLS; t.Enabled {
		cfg.TLS = &kafka.TLS{
			CAFile: t.CAFile, CertFile: t.CertFile, KeyFile: t.KeyFile,
			ServerName: t.ServerName, InsecureSkipVerify: t.InsecureSkipVerify,
		}
	}
	if mq.SASL.Mechanism != "" {
		username, password := mq.Credentials()
		cfg.SASL = &kafka.SASL{Mechanism: mq.SASL.Mechanism, Username: username, Password: string(password)}
	}
	return cfg, nil
}

// group is the consumer group: one for all sinks of a topic where the settings say auto.
func group(mq *settings.MQ) string {
	if mq.GroupID == "" || mq.GroupID == "auto" {
		return "flowcept-sink-" + mq.Channel
	}
	return mq.GroupID
}
