package kafka

import (
	"crypto/tls"
	"fmt"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
)

// secure reads the files that the configuration names and makes of TLS and SASL what kafka-go takes; nil for what is off.
func (c *Config) secure() (secured *tls.Config, mechanism sasl.Mechanism, err error) {
	if c.TLS != nil {
		if secured, err = c.TLS.config(); err != nil {
			return nil, nil, fmt.Errorf("kafka: tls: %w", err)
		}
	}
	if c.SASL != nil {
		if mechanism, err = c.SASL.mechanism(); err != nil {
			return nil, nil, fmt.Errorf("kafka: %w", err)
		}
	}
	return secured, mechanism, nil
}

// Client is a kafka-go client for requests of the caller's own, with a transport that it shares with nobody. It connects
// to nothing yet.
func (c Config) Client() (*kafkago.Client, *kafkago.Transport, error) {
	c.defaults()
	secured, mechanism, err := c.secure()
	if err != nil {
		return nil, nil, err
	}
	t := &kafkago.Transport{DialTimeout: c.DialTimeout, ClientID: c.ClientID, TLS: secured, SASL: mechanism}
	return &kafkago.Client{Addr: kafkago.TCP(c.Brokers...), Timeout: c.RequestTimeout, Transport: t}, t, nil
}

// Dialer is a kafka-go dialer, which its readers take.
func (c Config) Dialer() (*kafkago.Dialer, error) {
	c.defaults()
	secured, mechanism, err := c.secure()
	if err != nil {
		return nil, err
	}
	return &kafkago.Dialer{ClientID: c.ClientID, Timeout: c.DialTimeout, DualStack: true, TLS: secured, SASLMechanism: mechanism}, nil
}
