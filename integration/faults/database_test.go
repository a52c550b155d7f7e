//go:build integration && unix

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
)

// A databaseServer is the server that the tests share: at MONGODB_URI, or one of their own.
type databaseServer struct {
	uri string
	cmd *exec.Cmd // nil: it is not ours
}

var theDatabase *databaseServer

func database(t testing.TB) *databaseServer {
	t.Helper()
	if theDatabase != nil {
		return theDatabase
	}
	d := &databaseServer{uri: os.Getenv("MONGODB_URI")}
	if d.uri == "" {
		port := freePorts(t, 1)[0]
		d.uri = fmt.Sprint("mongodb://127.0.0.1:", port)
		d.cmd = exec.Command("java", append(javaFlags, "-Xmx2g", "-cp", service(t, "MONGO_CLASSPATH"), "MongoServer", fmt.Sprint(port))...)
		log, err := os.Create(filepath.Join(scratch, "mongo.log"))
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		d.cmd.Stdout, d.cmd.Stderr = log, log
		if err := d.cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	client := d.client(t)
	eventually(t, "the database answers", func() error { return client.Ping(t.Context(), nil) })
	theDatabase = d
	return d
}

func (d *databaseServer) kill() {
	if d.cmd != nil {
		d.cmd.Process.Kill()
		d.cmd.Wait()
	}
}

func (d *databaseServer) client(t testing.TB) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(d.uri))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A proxy stands before a server and can be down: it refuses connections then, and ends those that there are.
type proxy struct {
	to   string
	port int

	mu    sync.Mutex
	l     net.Listener
	conns map[net.Conn]bool
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
	go func() { io.Copy(out, in); done() }()
	io.Copy(in, out)
	done()
	p.mu.Lock()
	delete(p.conns, in)
	delete(p.conns, out)
	p.mu.Unlock()
}
