package settings

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Brokers are the addresses to connect to first, each host:port. Errors do not
// show what may be a password.
func (m *MQ) Brokers() ([]string, error) {
	hosts := m.Host
	if m.URI != "" {
		_, rest, err := m.splitURI()
		if err != nil {
			return nil, err
		}
		hosts = rest
	}
	var list []string
	for host := range strings.SplitSeq(hosts, ",") {
		broker, err := address(strings.TrimSpace(host), m.Port)
		if err != nil {
			return nil, err
		}
		list = append(list, broker)
	}
	return list, nil
}

// splitURI takes URI apart into user:password and the brokers. A password may
// contain an @, a host may not.
func (m *MQ) splitURI() (userinfo, hosts string, err error) {
	rest := string(m.URI)
	if scheme, behind, ok := strings.Cut(rest, "://"); ok {
		if scheme != "kafka" {
			return "", "", fmt.Errorf("want kafka://… or host:port, got the scheme %q", shorten(redactText(scheme)))
		}
		rest = strings.TrimSuffix(behind, "/")
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		return rest[:at], rest[at+1:], nil
	}
	return "", rest, nil
}

// Credentials are Username and Password, or those in the URI where neither is
// given.
func (m *MQ) Credentials() (username string, password Secret) {
	userinfo, _, err := m.splitURI()
	if err != nil || userinfo == "" || m.Username != "" || m.Password != "" {
		return m.Username, m.Password
	}
	user, pass, _ := strings.Cut(userinfo, ":")
	return unescaped(user), Secret(unescaped(pass))
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// address completes one broker's address with the port that it has by default.
func address(broker string, port int) (string, error) {
	host := broker
	if h, p, err := net.SplitHostPort(broker); err == nil {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 65535 {
			return "", errors.New("want host:port, got a port that is no number from 1 to 65535")
		}
		host, port = h, n
	} else if inside, ok := strings.CutPrefix(broker, "["); ok {
		host = strings.TrimSuffix(inside, "]")
	}
	if host == "" {
		return "", errors.New("want host:port, got a broker without a host")
	}
	if strings.ContainsAny(host, "/?#@ []") || strings.Contains(host, ":") && net.ParseIP(host) == nil {
		return "", fmt.Errorf("want host:port, got %q", shorten(redactText(broker)))
	}
	return net.JoinHostPort(host, strconv.Itoa(port)), nil
}

// ConnectionURI is URI, or one made of Host and Port.
func (m *MongoDB) ConnectionURI() URI {
	if m.URI != "" {
		return m.URI
	}
	return URI("mongodb://" + net.JoinHostPort(m.Host, strconv.Itoa(m.Port)))
}
