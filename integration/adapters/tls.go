package adapters

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
)

// TLS is what a section says of TLS, with the keys of mq.tls: tls.enabled, .ca_file (PEM; the system's authorities where
// there is none), .cert_file and .key_file (the client's, PEM), .server_name, .insecure_skip_verify. It is nil where the
// section does not enable it.
func TLS(c Config) (*tls.Config, error) {
	var on bool
	var ca, cert, key string
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if err := errors.Join(
		c.Section.Read("tls.enabled", &on), c.Section.Read("tls.ca_file", &ca), c.Section.Read("tls.cert_file", &cert), c.Section.Read("tls.key_file", &key),
		c.Section.Read("tls.server_name", &t.ServerName), c.Section.Read("tls.insecure_skip_verify", &t.InsecureSkipVerify),
	); err != nil || !on {
		return nil, err
	}
	if ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return nil, Wrong("tls.ca_file", "%v", err)
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, Wrong("tls.ca_file", "%s: no certificate in it", ca)
		}
	}
	if cert != "" || key != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, Wrong("tls.cert_file", "with tls.key_file: %v", err)
		}
		t.Certificates = []tls.Certificate{pair}
	}
	return t, nil
}
