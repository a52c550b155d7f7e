package dask

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/integration/adapters"
)

const (
	answerTimeout = 30 * time.Second
	largest       = 1 << 30 // bytes of an answer
	mostFrames    = 1 << 22
)

// A conn speaks the protocol of Dask's servers: each message is a number of frames, of which the first is msgpack and the
// others hold pickled values, which are left alone.
type conn struct {
	net.Conn
	address, scheduler string // the scheduler's address and id
}

func connect(ctx context.Context, o Options) (*conn, error) {
	address := o.Address
	if o.SchedulerFile != "" {
		var file struct{ Address string }
		b, err := os.ReadFile(o.SchedulerFile)
		if err == nil {
			err = json.Unmarshal(b, &file)
		}
		if err != nil {
			return nil, fmt.Errorf("scheduler_file: %w", err)
		}
		address = file.Address
	}
	secured, host, err := place(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n net.Conn
	if secured {
		n, err = (&tls.Dialer{Config: o.TLS}).DialContext(ctx, "tcp", host)
	} else {
		n, err = new(net.Dialer).DialContext(ctx, "tcp", host)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	c := &conn{Conn: n, address: address}
	if err := c.greet(ctx); err != nil {
		c.close()
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return c, nil
}

// place is where an address leads to: host and port, and whether TLS is spoken there.
func place(address string) (secured bool, host string, err error) {
	scheme, host, ok := strings.Cut(address, "://")
	if !ok {
		scheme, host = "tcp", address
	}
	if _, _, err := net.SplitHostPort(host); err != nil || scheme != "tcp" && scheme != "tls" {
		return false, "", adapters.Wrong("address", "want tcp://host:port or tls://host:port, got %q", address)
	}
	return scheme == "tls", host, nil
}

// greet agrees on no compression, and asks who the scheduler is.
func (c *conn) greet(ctx context.Context) error {
	hello := map[string]any{"compression": nil, "python": []any{3, 9, 0}, "pickle-protocol": 4}
	if _, err := c.ask(ctx, hello); err != nil {
		return err
	}
	answer, err := c.ask(ctx, map[string]any{"op": "identity"})
	if err != nil {
		return err
	}
	who, _ := answer.(map[string]any)
	if c.scheduler, _ = who["id"].(string); c.scheduler == "" || who["type"] != "Scheduler" {
		return fmt.Errorf("is no Dask scheduler: %.100v", answer)
	}
	return nil
}

// ask sends a message and reads one.
func (c *conn) ask(ctx context.Context, question map[string]any) (any, error) {
	deadline := time.Now().Add(answerTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := c.SetDeadline(deadline); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	body, err := msgp.AppendIntf(nil, question)
	if err != nil {
		return nil, err
	}
	b := binary.LittleEndian.AppendUint64(nil, uint64(16+len(body)))
	b = binary.LittleEndian.AppendUint64(b, 1)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(body)))
	if _, err := c.Write(append(b, body...)); err != nil {
		return nil, err
	}
	return c.read()
}

// read reads a message. What its prelude counts may exceed the length that stands before: large frames come behind.
func (c *conn) read() (any, error) {
	var head [16]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil, err
	}
	frames := binary.LittleEndian.Uint64(head[8:])
	if frames == 0 || frames > mostFrames {
		return nil, fmt.Errorf("a message of %d frames", frames)
	}
	lengths := make([]byte, 8*frames)
	if _, err := io.ReadFull(c, lengths); err != nil {
		return nil, err
	}
	total := uint64(0)
	for i := range frames {
		n := binary.LittleEndian.Uint64(lengths[8*i:])
		if total += n; n > largest || total > largest {
			return nil, fmt.Errorf("a message of more than %d bytes", largest)
		}
	}
	first := make([]byte, binary.LittleEndian.Uint64(lengths))
	if _, err := io.ReadFull(c, first); err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, c, int64(total)-int64(len(first))); err != nil {
		return nil, err
	}
	v, _, err := value(first, 0)
	return v, err
}

func (c *conn) close() {
	if c != nil {
		c.Close()
	}
}
