//go:build unix

package faults

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	certificates(t, dir)
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

// certificates writes those of an authority, of a server and a client that it vouches for, and of a stranger.
func certificates(t *testing.T, dir string) {
	t.Helper()
	parent, parentKey := certificate(t, dir, "ca", nil, nil)
	certificate(t, dir, "stranger", nil, nil)
	certificate(t, dir, "server", parent, parentKey)
	certificate(t, dir, "client", parent, parentKey)
}

// certificate writes NAME.pem, NAME-key.pem, and NAME-both.pem as Kafka wants them.
func certificate(t *testing.T, dir, name string, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<60))
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if parent == nil {
		parent, parentKey = c, key
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageDigitalSignature
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, parentKey)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	for suffix, text := range map[string][]byte{".pem": public, "-key.pem": secret, "-both.pem": append(append([]byte{}, secret...), public...)} {
		if err := os.WriteFile(filepath.Join(dir, name+suffix), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signed, key
}
