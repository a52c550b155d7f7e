package mqtt

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"strconv"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// Options says what to observe. Zero values are the defaults.
type Options struct {
	Name     string   // of the adapter; "broker_mqtt"
	Host     string   // "localhost"
	Port     int      // 1883, with TLS 8883
	Queues   []string // topic filters; at least one
	QoS      int      // 0, 1 or 2
	Username string
	Password settings.Secret
	TLS      *tls.Config // nil: none

	// ClientID names the session at the broker. Without one it is a name of this host, the adapter, the broker and the
	// state file, or, where there is no such file, one of this process, whose session ends with Observe.
	ClientID string

	TaskSubtype string
	Tracked     Tracked

	StatePath string      // keeps the packets handled last; "": only in memory
	OnError   func(error) // hears of what goes wrong and is tried again
}

// As a database driver registers itself: nothing but being imported says that a program wants it.
func init() {
	for _, kind := range []string{"broker_mqtt", "broker", "mqtt"} {
		adapters.Register(kind, func(c adapters.Config) (adapters.Adapter, error) {
			o, err := fromSettings(c)
			if err != nil {
				return nil, err
			}
			return New(o)
		})
	}
}

func fromSettings(c adapters.Config) (Options, error) {
	o := Options{Name: c.Section.Name, QoS: 2, OnError: c.OnError}
	protocol := "mqtt3.1.1"
	var tracked map[string]any
	var errs []error
	for _, key := range []struct {
		name string
		into any
	}{
		{"host", &o.Host}, {"port", &o.Port}, {"protocol", &protocol}, {"queues", &o.Queues}, {"qos", &o.QoS},
		{"username", &o.Username}, {"password", &o.Password}, {"client_id", &o.ClientID}, {"task_subtype", &o.TaskSubtype},
		{"tracked_keys", &tracked},
	} {
		errs = append(errs, c.Section.Read(key.name, key.into))
	}
	var err error
	o.TLS, err = adapters.TLS(c)
	errs = append(errs, err)
	if err := errors.Join(errs...); err != nil {
		return o, err
	}
	if protocol != "mqtt3.1.1" {
		return o, adapters.Wrong("protocol", "want mqtt3.1.1, got %q", protocol)
	}
	if o.Tracked, err = parseTracked(tracked); err != nil {
		return o, err
	}
	o.defaults()
	o.StatePath, err = c.StatePath(o.address())
	return o, err
}

func (o *Options) defaults() {
	if o.Name == "" {
		o.Name = "broker_mqtt"
	}
	if o.Host == "" {
		o.Host = "localhost"
	}
	if o.Port == 0 {
		o.Port = 1883
		if o.TLS != nil {
			o.Port = 8883
		}
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
}

func (o *Options) check() error {
	if len(o.Queues) == 0 {
		return adapters.Wrong("queues", "want at least one topic filter")
	}
	if o.QoS < 0 || o.QoS > 2 {
		return adapters.Wrong("qos", "want 0, 1 or 2, got %d", o.QoS)
	}
	return nil
}

func (o *Options) address() string {
	scheme := "tcp"
	if o.TLS != nil {
		scheme = "ssl"
	}
	return scheme + "://" + net.JoinHostPort(o.Host, strconv.Itoa(o.Port))
}

// clientID has 23 characters, which every broker takes.
func (o *Options) clientID() (id string, passing bool) {
	if o.ClientID != "" {
		return o.ClientID, false
	}
	if o.StatePath == "" {
		return "fc-" + rand.Text()[:20], true
	}
	host, _ := os.Hostname() // without one, the rest tells observers apart
	sum := sha256.Sum256([]byte(host + "\x00" + o.Name + "\x00" + o.address() + "\x00" + o.StatePath))
	return "fc-" + hex.EncodeToString(sum[:10]), false
}
