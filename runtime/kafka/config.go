package kafka

import (
	"errors"
	"time"
)

// Defaults of Config.
const (
	DefaultClientID       = "flowcept-go"
	DefaultDialTimeout    = 10 * time.Second
	DefaultRequestTimeout = 30 * time.Second
)

// Config says where a producer sends to, and how. Brokers, Topic and Key are
// required; other zero fields take their defaults.
type Config struct {
	Brokers []string // to connect to first, each host:port; the others are learned from them
	Topic   string
	Key     string // of every message: the process's id

	ClientID string // told to the brokers
	TLS      *TLS   // nil: plain connections
	SASL     *SASL  // nil: no credentials are presented

	// Partitions and ReplicationFactor are those of a topic that has to be
	// created. The default is the brokers' own, from Kafka 2.4 on; older ones
	// need both.
	Partitions, ReplicationFactor int

	DialTimeout    time.Duration // for a connection with its TLS and SASL handshakes
	RequestTimeout time.Duration // for the answer to a request

	// Invalid hears of each message that the broker refuses because of its size
	// alone; the rest of its batch goes on. msg is only valid during the call.
	// Without Invalid, Publish fails at such a message, and will fail again.
	Invalid func(msg []byte, err error)
}

func (c *Config) complete() error {
	switch {
	case len(c.Brokers) == 0:
		return errors.New("no brokers are given")
	case c.Topic == "":
		return errors.New("no topic is given")
	case c.Key == "":
		return errors.New("no key is given")
	}
	c.defaults()
	return nil
}

func (c *Config) defaults() {
	if c.ClientID == "" {
		c.ClientID = DefaultClientID
	}
	if c.DialTimeout <= 0 {
		c.DialTimeout = DefaultDialTimeout
	}
	if c.RequestTimeout <= 0 {
		c.RequestTimeout = DefaultRequestTimeout
	}
	if c.Partitions <= 0 {
		c.Partitions = -1
	}
	if c.ReplicationFactor <= 0 {
		c.ReplicationFactor = -1
	}
}
