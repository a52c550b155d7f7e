package kafka

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// TLS is how connections are secured. Its zero value trusts the system's
// certificate authorities.
type TLS struct {
	CAFile             string // certificate authorities to trust instead, PEM
	CertFile, KeyFile  string // the client's certificate, PEM; both or neither
	ServerName         string // in the brokers' certificates; the default is the host connected to
	InsecureSkipVerify bool
}

func (t *TLS) config() (*tls.Config, error) {
	c := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         t.ServerName,
		InsecureSkipVerify: t.InsecureSkipVerify,
	}
	if t.CAFile != "" {
		pem, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, err
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate in it", t.CAFile)
		}
	}
	if t.CertFile != "" || t.KeyFile != "" {
		pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("client certificate: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// The values of SASL.Mechanism.
const (
	Plain       = "PLAIN"
	ScramSHA256 = "SCRAM-SHA-256"
	ScramSHA512 = "SCRAM-SHA-512"
)

// SASL is how the producer presents itself to the brokers.
type SASL struct {
	Mechanism          string // Plain, ScramSHA256 or ScramSHA512
	Username, Password string
}

func (s *SASL) mechanism() (sasl.Mechanism, error) {
	switch s.Mechanism {
	case Plain:
		return plain.Mechanism{Username: s.Username, Password: s.Password}, nil
	case ScramSHA256:
		return scramOf(scram.SHA256, s)
	case ScramSHA512:
		return scramOf(scram.SHA512, s)
	}
	return nil, fmt.Errorf("sasl: want %s, %s or %s, got the mechanism %q", Plain, ScramSHA256, ScramSHA512, s.Mechanism)
}

func scramOf(a scram.Algorithm, s *SASL) (sasl.Mechanism, error) {
	m, err := scram.Mechanism(a, s.Username, s.Password)
	if err != nil {
		// The library's error quotes what it cannot prepare, the password included.
		return nil, fmt.Errorf("sasl: %s does not allow this username or password", a.Name())
	}
	return m, nil
}
