package flowcept

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// topic is the topic that the settings name. No connection is made before the first record.
func (r *sender) topic() (*destination, error) {
	mq := &r.settings.MQ
	brokers, err := mq.Brokers()
	if err != nil {
		return nil, fmt.Errorf("mq: %w", err)
	}
	cfg := kafka.Config{Brokers: brokers, Topic: mq.Channel, Key: r.key, Invalid: r.refuse}
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
	return &destination{topicName(mq, brokers), func() (publish.Transport, error) { return kafka.Open(cfg) }}, nil
}

// topicName is the same however the brokers are listed.
func topicName(mq *settings.MQ, brokers []string) string {
	return "kafka:" + strings.Join(slices.Sorted(slices.Values(brokers)), ",") + "/" + mq.Channel
}
