package mqtt_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A mosquitto is that broker, started and ended at will, at a port and with a store of its own.
type mosquitto struct {
	t       *testing.T
	program string
	dir     string
	port    int
	login   string // user and password of publish
	cmd     *exec.Cmd
	said    bytes.Buffer
}

func newMosquitto(t *testing.T) *mosquitto {
	t.Helper()
	m := &mosquitto{t: t, program: services.Mosquitto(t), dir: t.TempDir()}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	t.Cleanup(func() { m.end(syscall.SIGKILL) })
	return m
}

// start starts it with these lines in its configuration. It writes all that changes to its store.
func (m *mosquitto) start(lines ...string) {
	m.t.Helper()
	config := append([]string{
		"user root", "persistence true", "persistence_location " + m.dir + "/", "autosave_on_changes true", "autosave_interval 1", "max_queued_messages 0",
		fmt.Sprintf("listener %d 127.0.0.1", m.port),
	}, lines...)
	path := filepath.Join(m.dir, "mosquitto.conf")
	if err := os.WriteFile(path, []byte(strings.Join(config, "\n")+"\n"), 0o600); err != nil {
		m.t.Fatal(err)
	}
	m.said.Reset()
	m.cmd = exec.Command(m.program, "-c", path)
	m.cmd.Stderr = &m.said
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		if c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", m.port)); err == nil {
			c.Close()
			return
		}
		if time.Now().After(deadline) {
			m.end(syscall.SIGKILL)
			m.t.Fatalf("mosquitto does not start: %s", &m.said)
		}
	}
}

func (m *mosquitto) end(how syscall.Signal) {
	if m.cmd != nil {
		m.cmd.Process.Signal(how)
		m.cmd.Wait()
		m.cmd = nil
	}
}

// publish publishes messages of a range, and returns when the broker has them.
func (m *mosquitto) publish(qos byte, retained bool, from, to int) {
	m.t.Helper()
	user, password, _ := strings.Cut(m.login, " ")
	c := paho.NewClient(paho.NewClientOptions().AddBroker(fmt.Sprint("tcp://127.0.0.1:", m.port)).SetClientID("publisher").SetUsername(user).SetPassword(password))
	if token := c.Connect(); !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		m.t.Fatalf("the publisher cannot connect: %v", token.Error())
	}
	defer c.Disconnect(1000)
	for i := from; i < to; i++ {
		if token := c.Publish("lab/a", qos, retained, message(i)); !token.WaitTimeout(20*time.Second) || token.Error() != nil {
			m.t.Fatalf("cannot publish: %v", token.Error())
		}
	}
}

// Each message is recorded once, whatever of the two is away or ends. A broker that is killed has forgotten, but for what it
// had saved, which messages it had delivered, and delivers them as new ones: then none is lost.
func TestMosquittoAndTheAdapterComeAndGo(t *testing.T) {
	for qos := range 3 {
		t.Run(fmt.Sprint("QoS ", qos), func(t *testing.T) {
			m := newMosquitto(t)
			o := options(t, m.port)
			o.QoS = qos
			m.start("allow_anonymous true")
			m.publish(byte(qos), true, 0, 1) // when it has come, the adapter is subscribed
			w := observe(t, o, nil, nil)
			w.wait(1)
			m.publish(byte(qos), false, 1, 10)
			got, want := activities(w.stop(10)), messages(0, 10)
			if qos > 0 {
				m.publish(byte(qos), false, 10, 15) // while the adapter is away
				m.end(syscall.SIGTERM)
				m.start("allow_anonymous true")
				m.publish(byte(qos), false, 15, 20)
				w = observe(t, o, nil, nil)
				w.wait(10)
				m.end(syscall.SIGTERM) // while the adapter is there
				m.start("allow_anonymous true")
				m.publish(byte(qos), false, 20, 30)
				got, want = append(got, activities(w.stop(20))...), messages(0, 30)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if qos == 0 {
				return
			}
			w = observe(t, o, nil, nil)
			m.publish(byte(qos), false, 30, 40)
			w.wait(10)
			m.end(syscall.SIGKILL)
			m.start("allow_anonymous true")
			m.publish(byte(qos), false, 40, 50)
			eventually(t, "delivered", func() bool { return w.has("m49") })
			got = slices.Compact(activities(w.stop(0)))
			if missing := slices.DeleteFunc(messages(30, 50), func(name string) bool { return slices.Contains(got, name) }); len(missing) > 0 {
				t.Errorf("from a broker that was killed: %v are lost", missing)
			}
		})
	}
}

// An adapter that the broker refuses says why, and records once it is let in.
func TestMosquittoRefusesAPassword(t *testing.T) {
	m := newMosquitto(t)
	users := filepath.Join(m.dir, "users")
	start := func(password string) {
		t.Helper()
		if out, err := exec.Command("mosquitto_passwd", "-b", "-c", users, "postman", password).CombinedOutput(); err != nil {
			t.Fatalf("mosquitto_passwd: %v\n%s", err, out)
		}
		m.start("allow_anonymous false", "password_file "+users)
	}
	start("another")
	o := options(t, m.port)
	o.Username, o.Password = "postman", "p"
	w := observe(t, o, nil, nil)
	eventually(t, "refused", func() bool { return w.heard("not Authorized") })
	m.end(syscall.SIGTERM)
	start("p")
	m.login = "postman p"
	m.publish(1, true, 0, 1)
	if got, want := activities(w.stop(1)), messages(0, 1); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Behind TLS a broker that the adapter has no reason to trust is refused, as the settings say; one that it trusts knows the
// adapter by its certificate.
func TestMosquittoBehindTLS(t *testing.T) {
	m := newMosquitto(t)
	services.Certificates(t, m.dir)
	file := func(name string) string { return filepath.Join(m.dir, name) }
	m.start("allow_anonymous false", "use_identity_as_username true", "require_certificate true",
		"cafile "+file("ca.pem"), "certfile "+file("server.pem"), "keyfile "+file("server-key.pem"))
	for ca, want := range map[string]string{"stranger.pem": "certificate signed by unknown authority", "ca.pem": ""} {
		isolated(t, fmt.Sprintf("    {kind: mqtt, host: 127.0.0.1, port: %d, queues: $SYS/broker/version, tls: {enabled: true, ca_file: %s, cert_file: %s, key_file: %s}}\n",
			m.port, file(ca), file("client.pem"), file("client-key.pem")))
		heard := make(chan string, 100)
		flowcept.OnError(func(err error) { heard <- err.Error() })
		t.Cleanup(func() { flowcept.OnError(nil) })
		before := flowcept.Stats().Captured
		wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, "heard of or recorded", func() bool { return len(heard) > 0 || flowcept.Stats().Captured >= before+1+1 })
		if err := wf.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		switch {
		case want == "" && len(heard) > 0:
			t.Errorf("with %s: OnError heard %s", ca, <-heard)
		case want != "" && (len(heard) == 0 || !strings.Contains(<-heard, want)):
			t.Errorf("with %s: want an error that says %s", ca, want)
		}
	}
}
