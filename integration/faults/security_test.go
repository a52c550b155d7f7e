//go:build unix

package faults

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/internal/services"
)

const (
	user     = "flowcept"
	password = "s3cret-of-the-test"
)

// securedBroker is one with a listener for each way of being secured: without and with TLS credentials are wanted, and
// behind TLS alone a certificate.
func securedBroker(t *testing.T, certificates string) (b *broker, sasl, mutual, both string) {
	t.Helper()
	services.Kafka(t)
	ports := freePorts(t, 5)
	plain := `org.apache.kafka.common.security.plain.PlainLoginModule required user_` + user + `="` + password + `";`
	scram := `org.apache.kafka.common.security.scram.ScramLoginModule required;`
	properties := fmt.Sprintf(`listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
inter.broker.listener.name=PLAINTEXT
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
ssl.keystore.type=PEM
ssl.truststore.type=PEM
ssl.keystore.location=%s/server-both.pem
ssl.truststore.location=%s/ca.pem
listener.name.ssl.ssl.client.auth=required
`, ports[0], ports[1], ports[2], ports[3], ports[4], certificates, certificates)
	for _, listener := range []string{"sasl_plaintext", "sasl_ssl"} {
		properties += fmt.Sprintf("listener.name.%[1]s.plain.sasl.jaas.config=%[2]s\nlistener.name.%[1]s.scram-sha-256.sasl.jaas.config=%[3]s\nlistener.name.%[1]s.scram-sha-512.sasl.jaas.config=%[3]s\n", listener, plain, scram)
	}
	b = newBroker(t, ports, properties,
		"--add-scram", "SCRAM-SHA-256=[name="+user+",password="+password+"]", "--add-scram", "SCRAM-SHA-512=[name="+user+",password="+password+"]")
	b.start(t)
	t.Cleanup(b.kill)
	at := func(i int) string { return fmt.Sprint("127.0.0.1:", ports[i]) }
	return b, at(2), at(3), at(4)
}

// Programs and sink reach a broker that wants TLS, certificates, and credentials of each kind; wrong credentials are
// refused, and nothing shows the password.
func TestSecuredBroker(t *testing.T) {
	db := database(t)
	dir := directory(t)
	services.Certificates(t, dir)
	b, sasl, mutual, both := securedBroker(t, dir)
	credentials := func(mechanism, password string) string {
		return fmt.Sprintf(", username: %s, password: %s, sasl: {mechanism: %s}", user, password, mechanism)
	}
	trust := fmt.Sprintf(", tls: {enabled: true, ca_file: %s/ca.pem", dir)
	for name, c := range map[string]struct{ address, mq string }{
		"PLAIN":                  {sasl, credentials("PLAIN", password)},
		"SCRAM-SHA-256":          {sasl, credentials("SCRAM-SHA-256", password)},
		"SCRAM-SHA-512":          {sasl, credentials("SCRAM-SHA-512", password)},
		"client's certificate":   {mutual, trust + fmt.Sprintf(", cert_file: %[1]s/client.pem, key_file: %[1]s/client-key.pem}", dir)},
		"SCRAM-SHA-512 with TLS": {both, trust + "}" + credentials("SCRAM-SHA-512", password)},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnvironment(t, c.address, db.uri, c.mq)
			b.createTopic(t, e.topic, 2)
			sink := e.newSink(t)
			p := e.newProducer(t, "secured")
			p.order(t, "1000")
			p.stop(t)
			e.settle(t)
			sink.stop(t)
			if strings.Contains(sink.log.String(), password) {
				t.Errorf("the sink's log shows the password: %s", sink.log.String())
			}
		})
	}
	for name, c := range map[string]struct{ address, mq string }{
		"wrong password": {sasl, credentials("SCRAM-SHA-256", "wr0ng")},
		"no credentials": {sasl, ""},
		"no certificate": {mutual, trust + "}"},
		"no TLS":         {both, credentials("PLAIN", password)},
		"strange issuer": {both, fmt.Sprintf(", tls: {enabled: true, ca_file: %s/stranger.pem}", dir) + credentials("PLAIN", password)},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnvironment(t, c.address, db.uri, c.mq)
			out, err := e.sink(t, "ping", "-timeout", "5s").CombinedOutput()
			if err == nil || strings.Contains(string(out), password) || strings.Contains(string(out), "wr0ng") {
				t.Errorf("ping: got %v and %s, want an error that shows no password", err, out)
			}
			p := e.newProducer(t, "refused")
			p.order(t, "10")
			a := p.order(t, "stop 1s")
			if !strings.Contains(a.Err, "12 records not delivered") || strings.Contains(a.Err, password) || strings.Contains(a.Err, "wr0ng") {
				t.Errorf("stop: got %q, want that nothing is delivered, and no password", a.Err)
			}
		})
	}
}
