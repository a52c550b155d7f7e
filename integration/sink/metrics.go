package sink

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

// What is tried again, as the metric of retries and the log name it.
const (
	retryKafka       = "kafka"
	retryMongoDB     = "mongodb"
	retryDeadLetters = "dead letters"
	retryCommit      = "commit"
)

// metrics are a sink's own, in a registry of its own: there may be several in a process.
type metrics struct {
	registry  *prometheus.Registry
	lag       *prometheus.GaugeVec
	batches   prometheus.Counter
	messages  prometheus.Counter
	control   prometheus.Counter
	documents *prometheus.CounterVec
	retries   *prometheus.CounterVec
	dead      prometheus.Counter
	seconds   prometheus.Histogram
}

func newMetrics() *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "flowcept", Subsystem: "sink", Name: name, Help: help})
	}
	counters := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "flowcept", Subsystem: "sink", Name: name, Help: help}, []string{label})
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		lag: prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "flowcept", Subsystem: "sink", Name: "lag_messages",
			Help: "Messages of a partition that the group has not written yet. Every sink reports all partitions."}, []string{"partition"}),
		batches:   counter("batches_total", "Batches written."),
		messages:  counter("messages_total", "Messages written, control messages and dead letters included."),
		control:   counter("control_messages_total", "Control messages, which are not stored."),
		documents: counters("documents_total", "Documents inserted, updated or found unchanged.", "collection"),
		retries:   counters("retries_total", "Attempts that failed and were or will be made again.", "what"),
		dead:      counter("dead_letters_total", "Messages that went to the topic of dead letters."),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "flowcept", Subsystem: "sink", Name: "batch_seconds",
			Help: "Time from a batch's last message to its acknowledgement.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 16)}),
	}
	// What has not happened yet is 0, not absent: a rate begins with the first failure.
	for _, kind := range curate.Stored {
		m.documents.WithLabelValues(kind.Collection())
	}
	for _, what := range []string{retryKafka, retryMongoDB, retryDeadLetters, retryCommit} {
		m.retries.WithLabelValues(what)
	}
	m.registry.MustRegister(m.lag, m.batches, m.messages, m.control, m.documents, m.retries, m.dead, m.seconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) setLag(left map[int]int64) {
	m.lag.Reset() // for partitions that are no more
	for p, n := range left {
		m.lag.WithLabelValues(strconv.Itoa(p)).Set(float64(n))
	}
}
