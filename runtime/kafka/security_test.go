package kafka

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

func TestCredentials(t *testing.T) {
	const password = "s3cret, with a comma"
	for _, mechanism := range []string{Plain, ScramSHA256, ScramSHA512} {
		t.Run(mechanism, func(t *testing.T) {
			c := newCluster(t, kfake.NumBrokers(2), kfake.SeedTopics(1, topic), kfake.EnableSASL(), kfake.Superuser(mechanism, "ann", password))
			good := newProducer(t, c.ListenAddrs(), func(c *Config) { c.SASL = &SASL{mechanism, "ann", password} })
			if err := good.Publish(t.Context(), batchOf(0, 10)); err != nil {
				t.Fatal(err)
			}
			if got := c.PartitionInfo(topic, 0).HighWatermark; got != 10 {
				t.Errorf("got %d messages in the topic, want 10", got)
			}
			for _, wrong := range []*SASL{{mechanism, "ann", "wr0ng"}, {mechanism, "bob", password}, nil} {
				p := newProducer(t, c.ListenAddrs(), func(c *Config) { c.SASL = wrong })
				err := p.Publish(t.Context(), batchOf(0, 1))
				if err == nil || !strings.HasPrefix(err.Error(), "kafka: "+strings.Join(c.ListenAddrs(), ",")) {
					t.Errorf("credentials %v: got %v, want an error with the brokers' addresses", wrong, err)
				} else if strings.Contains(err.Error(), "wr0ng") || strings.Contains(err.Error(), "s3cret") {
					t.Errorf("credentials %v: the error shows the password: %v", wrong, err)
				}
			}
		})
	}
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	ca := newAuthority(t, dir, "ca")
	newAuthority(t, dir, "stranger")
	server := ca.issue(t, dir, "server")
	ca.issue(t, dir, "client")
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	in := func(name string) string { return filepath.Join(dir, name+".pem") }
	identity := TLS{CAFile: in("ca"), CertFile: in("client"), KeyFile: in("client-key")}

	for _, tt := range []struct {
		name   string
		auth   tls.ClientAuthType
		tls    *TLS
		accept bool
	}{
		{"authority in a file", tls.NoClientCert, &TLS{CAFile: in("ca")}, true},
		{"system's authorities", tls.NoClientCert, &TLS{}, false},
		{"another authority", tls.NoClientCert, &TLS{CAFile: in("stranger")}, false},
		{"no verification", tls.NoClientCert, &TLS{InsecureSkipVerify: true}, true},
		{"name in the certificate", tls.NoClientCert, &TLS{CAFile: in("ca"), ServerName: "kafka.example.org"}, true},
		{"name not in the certificate", tls.NoClientCert, &TLS{CAFile: in("ca"), ServerName: "kafka.example.com"}, false},
		{"client's certificate", tls.RequireAndVerifyClientCert, &identity, true},
		{"no client's certificate", tls.RequireAndVerifyClientCert, &TLS{CAFile: in("ca")}, false},
		{"no TLS", tls.NoClientCert, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t, kfake.SeedTopics(1, topic), kfake.TLS(&tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tt.auth, ClientCAs: pool}))
			p := newProducer(t, c.ListenAddrs(), func(c *Config) { c.TLS, c.RequestTimeout, c.DialTimeout = tt.tls, time.Second, time.Second })
			err := p.Publish(t.Context(), batchOf(0, 10))
			if (err == nil) != tt.accept {
				t.Fatalf("got %v, want success: %v", err, tt.accept)
			}
			if tt.accept {
				read(t, c, kgo.DialTLSConfig(&tls.Config{RootCAs: pool, Certificates: []tls.Certificate{ca.issue(t, dir, "reader")}}))
			}
		})
	}
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{Topic: "t", Key: "k"}, "no brokers"},
		{Config{Brokers: []string{"b:1"}, Key: "k"}, "no topic"},
		{Config{Brokers: []string{"b:1"}, Topic: "t"}, "no key"},
		{Config{Brokers: []string{"b:1"}, Topic: "t", Key: "k", TLS: &TLS{CAFile: filepath.Join(dir, "absent.pem")}}, "absent.pem"},
		{Config{Brokers: []string{"b:1"}, Topic: "t", Key: "k", TLS: &TLS{CAFile: empty}}, "no certificate in it"},
		{Config{Brokers: []string{"b:1"}, Topic: "t", Key: "k", TLS: &TLS{CertFile: empty, KeyFile: empty}}, "client certificate"},
		{Config{Brokers: []string{"b:1"}, Topic: "t", Key: "k", SASL: &SASL{Mechanism: "GSSAPI"}}, `got the mechanism "GSSAPI"`},
		{Config{Brokers: []string{"b:1"}, Topic: "t", Key: "k", SASL: &SASL{ScramSHA256, "ann", "s3cret\x00\u0600"}}, "does not allow"},
	} {
		_, err := Open(tt.cfg)
		if err == nil || !strings.HasPrefix(err.Error(), "kafka: ") || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("got %v, want kafka: … %s …, without the password", err, tt.want)
		}
	}
}

// authority issues certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, dir, name string) *authority {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a := &authority{key: newKey(t)}
	a.cert = sign(t, dir, name, template, template, a.key, a.key)
	return a
}

func (a *authority) issue(t *testing.T, dir, name string) tls.Certificate {
	t.Helper()
	key := newKey(t)
	sign(t, dir, name, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"kafka.example.org"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, a.cert, key, a.key)
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, name+".pem"), filepath.Join(dir, name+"-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign makes a certificate and writes it, and its key, into dir.
func sign(t *testing.T, dir, name string, template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		name + ".pem":     {Type: "CERTIFICATE", Bytes: der},
		name + "-key.pem": {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert
}
