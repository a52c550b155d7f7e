//go:build unix

package faults

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/internal/services"
)

// A databaseServer is the server that the tests share.
type databaseServer struct{ uri string }

func database(t testing.TB) *databaseServer {
	t.Helper()
	return &databaseServer{services.MongoDB(t)}
}

func (d *databaseServer) client(t testing.TB) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(d.uri))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// ownDatabase is a server of the test's own, which may be killed: what it has acknowledged is in its file.
type ownDatabase struct {
	databaseServer
	port int
	file string
	cmd  *exec.Cmd
}

func newDatabase(t testing.TB) *ownDatabase {
	t.Helper()
	services.MongoDB(t) // this one would do, if it could be killed
	port := freePorts(t, 1)[0]
	d := &ownDatabase{databaseServer{fmt.Sprint("mongodb://127.0.0.1:", port)}, port, filepath.Join(t.TempDir(), "database"), nil}
	t.Cleanup(d.kill)
	d.start(t)
	return d
}

// start starts the process and waits until it answers.
func (d *ownDatabase) start(t testing.TB) {
	t.Helper()
	d.cmd = exec.Command("../services/mongodb.sh", fmt.Sprint(d.port), d.file)
	d.cmd.Env = append(os.Environ(), "MONGODB_HEAP=512m")
	d.cmd.Stderr = os.Stderr
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	client := d.client(t)
	defer client.Disconnect(t.Context())
	eventually(t, "the database answers", func() error { return client.Ping(t.Context(), nil) })
}

// kill ends the process at once; the script has become it.
func (d *ownDatabase) kill() {
	if d.cmd != nil {
		d.cmd.Process.Kill()
		d.cmd.Wait()
		d.cmd = nil
	}
}

// A proxy stands before a server and can be down: it refuses connections then, and ends those that there are.
type proxy struct {
	to   string
	port int

	mu    sync.Mutex
	l     net.Listener
	conns map[net.Conn]bool

	flow sync.RWMutex // held while nothing may pass
}

func newProxy(t testing.TB, d *databaseServer) *proxy {
	t.Helper()
	u, err := url.Parse(d.uri)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: u.Host, conns: map[net.Conn]bool{}}
	p.up(t)
	t.Cleanup(p.down)
	return p
}

// uri is the database's address through the proxy.
func (p *proxy) uri(d *databaseServer) string {
	u, _ := url.Parse(d.uri)
	u.Host = fmt.Sprint("127.0.0.1:", p.port)
	q := u.Query()
	q.Set("directConnection", "true") // or a replica set's own addresses would be used
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

func (p *proxy) up(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", p.port))
	if err != nil {
		t.Fatal(err)
	}
	p.l, p.port = l, l.Addr().(*net.TCPAddr).Port
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(in)
		}
	}()
}

func (p *proxy) down() {
	p.l.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
	clear(p.conns)
}

func (p *proxy) carry(in net.Conn) {
	out, err := net.Dial("tcp", p.to)
	if err != nil {
		in.Close()
		return
	}
	p.mu.Lock()
	p.conns[in], p.conns[out] = true, true
	p.mu.Unlock()
	done := func() { in.Close(); out.Close() }
	go func() { p.copy(out, in); done() }()
	p.copy(in, out)
	done()
	p.mu.Lock()
	delete(p.conns, in)
	delete(p.conns, out)
	p.mu.Unlock()
}

// hang keeps everything from passing, and the connections as they are.
func (p *proxy) hang(on bool) {
	if on {
		p.flow.Lock()
	} else {
		p.flow.Unlock()
	}
}

func (p *proxy) copy(to io.Writer, from io.Reader) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.flow.RLock()
		if n > 0 {
			_, failed := to.Write(buffer[:n])
			if err == nil {
				err = failed
			}
		}
		p.flow.RUnlock()
		if err != nil {
			return
		}
	}
}
