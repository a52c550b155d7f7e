package mqtt

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

const (
	connectTimeout = 10 * time.Second
	keepAlive      = 30 * time.Second
	firstWait      = 100 * time.Millisecond // before a connection is tried again
	longestWait    = 30 * time.Second
	steady         = 10 * time.Second // a connection that has lasted so long was a good one
	quiesce        = 500              // milliseconds that acknowledgements under way have when the connection is closed
)

// An Adapter observes one broker.
type Adapter struct{ opt Options }

// New makes an adapter. It touches nothing yet.
func New(o Options) (*Adapter, error) {
	o.defaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	return &Adapter{o}, nil
}

// Name is the adapter_id of the tasks.
func (a *Adapter) Name() string { return a.opt.Name }

// An observation is one run of Observe.
type observation struct {
	ctx      context.Context
	opt      *Options
	client   string // the session's name
	emit     func(prov.Record) error
	packets  *packets
	topics   *subscriptions
	retained *adapters.Seen
}

// Observe emits the messages until ctx ends. A broker that is not there is waited for.
func (a *Adapter) Observe(ctx context.Context, emit func(prov.Record) error) error {
	client, passing := a.opt.clientID()
	o := &observation{ctx: ctx, opt: &a.opt, client: client, emit: emit}
	if err := o.open(); err != nil {
		return err
	}
	defer o.close()
	said := ""
	for wait := firstWait; ctx.Err() == nil; {
		began := time.Now()
		err := o.connection()
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > steady {
			said, wait = "", firstWait
		}
		if err.Error() != said {
			said = err.Error()
			a.opt.OnError(err)
		}
		pause(ctx, wait)
		wait = min(2*wait, longestWait)
	}
	if passing {
		o.forget()
	}
	return ctx.Err()
}

func (o *observation) open() (err error) {
	file := func(kind string) string {
		if o.opt.StatePath == "" {
			return ""
		}
		return o.opt.StatePath + "." + kind
	}
	if o.packets, err = openPackets(file("packets"), o.client); err != nil {
		return err
	}
	if o.topics, err = openSubscriptions(file("topics"), o.client); err != nil {
		return err
	}
	o.retained, err = adapters.OpenSeen(file("retained"))
	return err
}

func (o *observation) close() {
	o.packets.close()
	o.retained.Close()
}

// connection connects, and handles messages until the connection is lost or the context ends.
func (o *observation) connection() error {
	lost := make(chan error, 1)
	// A client of its own for each connection: which session there is then is what the broker says, and what was under way
	// in the one before is delivered again by the broker, not from a store of the client's.
	c := paho.NewClient(o.options(false).
		SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { o.handle(m) }).
		SetConnectionLostHandler(func(_ paho.Client, err error) { lost <- err }))
	token := c.Connect()
	defer c.Disconnect(quiesce)
	if err := wait(o.ctx, token); err != nil {
		return fmt.Errorf("connect to %s: %w", o.opt.address(), err)
	}
	known := token.(*paho.ConnectToken).SessionPresent()
	if err := o.topics.settle(o.ctx, c, known, o.opt.Queues, byte(o.opt.QoS)); err != nil {
		return err
	}
	select {
	case err := <-lost:
		return fmt.Errorf("the connection to %s is lost: %w", o.opt.address(), err)
	case <-o.ctx.Done():
		return nil
	}
}

func (o *observation) options(clean bool) *paho.ClientOptions {
	opt := paho.NewClientOptions().AddBroker(o.opt.address()).SetClientID(o.client).SetCleanSession(clean).SetProtocolVersion(4).
		SetAutoReconnect(false).SetConnectRetry(false).SetAutoAckDisabled(true).SetOrderMatters(true).
		SetConnectTimeout(connectTimeout).SetWriteTimeout(connectTimeout).SetKeepAlive(keepAlive)
	if o.opt.Username != "" || o.opt.Password != "" {
		opt.SetUsername(o.opt.Username).SetPassword(string(o.opt.Password))
	}
	if o.opt.TLS != nil {
		opt.SetTLSConfig(o.opt.TLS)
	}
	return opt
}

// handle makes a record of a message, and acknowledges it once that is written. Messages come one after another.
func (o *observation) handle(m paho.Message) {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := o.record(m)
		if err == nil {
			m.Ack()
			return
		}
		// What is not acknowledged comes again on the next connection, and the broker holds what comes behind it.
		if o.ctx.Err() != nil {
			return
		}
		if wait == firstWait {
			o.opt.OnError(fmt.Errorf("a message of %s: %w", m.Topic(), err))
		}
		pause(o.ctx, wait)
	}
}

// record emits the record of a message, unless that has been done.
func (o *observation) record(m paho.Message) error {
	t := o.opt.task(m.Topic(), m.Payload(), time.Now())
	if m.Retained() {
		return o.recordRetained(m, t)
	}
	if m.Qos() == 0 {
		if t.TaskID == "" {
			t.TaskID = o.client + "-" + rand.Text()
		}
		return o.emit(t)
	}
	slot, done, err := o.packets.take(m.MessageID(), m.Duplicate(), m.Topic(), m.Payload())
	if err != nil || done {
		return err
	}
	if t.TaskID == "" {
		t.TaskID = o.packets.taskID(slot)
	}
	if err := o.emit(t); err != nil {
		return err
	}
	o.report(o.packets.done(m.MessageID(), slot))
	return nil
}

// recordRetained emits what the broker has retained of a topic from before the session.
func (o *observation) recordRetained(m paho.Message, t *prov.Task) error {
	name := hex.EncodeToString(digest(m.Topic(), m.Payload())[:16])
	if o.retained.Has(name) {
		return nil
	}
	if t.TaskID == "" {
		t.TaskID = name
	}
	if err := o.emit(t); err != nil {
		return err
	}
	o.report(o.retained.Add(name))
	return nil
}

// report tells of state that cannot be kept. The record is written; at worst it is written again.
func (o *observation) report(err error) {
	if err != nil {
		o.opt.OnError(err)
	}
}

// forget ends the session at the broker, which would keep messages for it, as far as the broker is there.
func (o *observation) forget() {
	c := paho.NewClient(o.options(true))
	defer c.Disconnect(quiesce)
	c.Connect().WaitTimeout(time.Second)
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
