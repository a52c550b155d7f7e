package sink

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler serves /metrics for Prometheus, /healthz (the loop runs) and /readyz (it reads the topic, and brokers and
// database are there).
func (s *Sink) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		select {
		case <-s.done:
			http.Error(w, "stopped", http.StatusServiceUnavailable)
		default:
			fmt.Fprintln(w, "ok")
		}
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := s.notReady(); why != "" {
			http.Error(w, why, http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	return mux
}

// notReady says in a word what is missing: an error's text is for the log, not for the network.
func (s *Sink) notReady() string {
	if !s.health.reading.Load() {
		return "the topic is not being read"
	}
	if err, known := s.health.broker.get(); err != nil || !known {
		return "kafka cannot be reached"
	}
	if err, known := s.health.database.get(); err != nil || !known {
		return "mongodb cannot be reached"
	}
	return ""
}

// listen serves Handler at an address until close is called.
func (s *Sink) listen(ctx context.Context, address string) (close func(), err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(l) }() // until it is closed
	return func() { _ = server.Close() }, nil
}
