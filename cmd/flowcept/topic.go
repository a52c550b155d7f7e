package main

import (
	"context"
	"iter"

	"github.com/flowcept/flowcept-go/report/follow"
	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// topicOf follows the topic of the settings.
func topicOf(ctx context.Context, onlyNew bool) (iter.Seq2[map[string]any, error], error) {
	s, err := settings.Load("", nil)
	if err != nil {
		return nil, err
	}
	brokers, err := s.MQ.Brokers()
	if err != nil {
		return nil, err
	}
	cfg := kafka.Config{Brokers: brokers, Topic: s.MQ.Channel}
	if t := s.MQ.TLS; t.Enabled {
		cfg.TLS = &kafka.TLS{
			CAFile: t.CAFile, CertFile: t.CertFile, KeyFile: t.KeyFile,
			ServerName: t.ServerName, InsecureSkipVerify: t.InsecureSkipVerify,
		}
	}
	if s.MQ.SASL.Mechanism != "" {
		username, password := s.MQ.Credentials()
		cfg.SASL = &kafka.SASL{Mechanism: s.MQ.SASL.Mechanism, Username: username, Password: string(password)}
	}
	return follow.Topic(ctx, cfg, onlyNew)
}
