package settings

import (
	"reflect"
	"testing"
)

func TestBrokers(t *testing.T) {
	for _, tt := range []struct {
		mq   MQ
		want []string // nil: an error
	}{
		{MQ{Host: "h", Port: 9092}, []string{"h:9092"}},
		{MQ{Host: "a:1, b,c:3", Port: 2}, []string{"a:1", "b:2", "c:3"}},
		{MQ{Host: "::1", Port: 2}, []string{"[::1]:2"}},
		{MQ{Host: "[::1]:7,[::1]", Port: 2}, []string{"[::1]:7", "[::1]:2"}},
		{MQ{Host: "x", Port: 2, URI: "a,b:3"}, []string{"a:2", "b:3"}},
		{MQ{Port: 2, URI: "kafka://u:p@@a:1,b/"}, []string{"a:1", "b:2"}},
		{MQ{Host: "", Port: 2}, nil},
		{MQ{Host: "a,", Port: 2}, nil},
		{MQ{Host: "a:b", Port: 2}, nil},
		{MQ{Host: "a:65536", Port: 2}, nil},
		{MQ{Host: "a b", Port: 2}, nil},
		{MQ{Port: 2, URI: "redis://a"}, nil},
		{MQ{Port: 2, URI: "kafka://a/db"}, nil},
	} {
		got, err := tt.mq.Brokers()
		if !reflect.DeepEqual(got, tt.want) || (err == nil) != (tt.want != nil) {
			t.Errorf("host %q, port %d, URI %q: got %q, %v, want %q", tt.mq.Host, tt.mq.Port, string(tt.mq.URI), got, err, tt.want)
		}
	}
}

func TestCredentials(t *testing.T) {
	for _, tt := range []struct {
		mq                 MQ
		username, password string
	}{
		{MQ{Username: "u", Password: "p"}, "u", "p"},
		{MQ{URI: "kafka://u:p%40x@h"}, "u", "p@x"},
		{MQ{URI: "u:100%@h"}, "u", "100%"},
		{MQ{URI: "u:p@h", Username: "v"}, "v", ""},
		{MQ{URI: "h"}, "", ""},
		{MQ{URI: "redis://u:p@h"}, "", ""},
	} {
		username, password := tt.mq.Credentials()
		if username != tt.username || string(password) != tt.password {
			t.Errorf("URI %q: got %q, %q, want %q, %q", string(tt.mq.URI), username, string(password), tt.username, tt.password)
		}
	}
}

func TestConnectionURI(t *testing.T) {
	for _, tt := range []struct {
		m    MongoDB
		want URI
	}{
		{MongoDB{Host: "h", Port: 1}, "mongodb://h:1"},
		{MongoDB{Host: "::1", Port: 1}, "mongodb://[::1]:1"},
		{MongoDB{Host: "h", Port: 1, URI: "mongodb+srv://x"}, "mongodb+srv://x"},
	} {
		if got := tt.m.ConnectionURI(); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.m, got, tt.want)
		}
	}
}
