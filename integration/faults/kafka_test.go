//go:build unix

package faults

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowcept/flowcept-go/internal/services"
)

// A broker is a Kafka of the test's own, with one node. It keeps its directory and its ports when it is killed.
type broker struct {
	dir  string
	port int // of the listener without TLS and SASL
	cmd  *exec.Cmd
}

// newBroker makes a broker with more properties than one needs. It does not run yet.
func newBroker(t testing.TB, ports []int, properties string, format ...string) *broker {
	t.Helper()
	b := &broker{dir: directory(t), port: ports[0]}
	config := fmt.Sprintf(`process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:%[2]d
controller.listener.names=CONTROLLER
log.dirs=%[3]s/data
num.partitions=4
message.max.bytes=33554432
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
broker.session.timeout.ms=1000
broker.heartbeat.interval.ms=250
auto.create.topics.enable=false
`, ports[0], ports[1], b.dir)
	if properties == "" {
		properties = fmt.Sprintf("listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d\n", ports[0], ports[1])
	}
	if err := os.WriteFile(b.config(), []byte(config+properties), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", b.config()}, format...)
	if out, err := b.java(t, "kafka.tools.StorageTool", args...).CombinedOutput(); err != nil {
		t.Fatalf("kafka: format: %v: %s", err, out)
	}
	return b
}

func (b *broker) config() string { return filepath.Join(b.dir, "server.properties") }

func (b *broker) java(t testing.TB, class string, args ...string) *exec.Cmd {
	t.Helper()
	dir, err := jars()
	if err != nil {
		t.Fatalf("kafka: %v", err)
	}
	flags := []string{
		"-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", // small, and soon there
		"-Dlog4j.configuration=file:" + logging, "-cp", filepath.Join(dir, "*"), class,
	}
	return exec.Command("java", append(flags, args...)...)
}

const logging = "../services/kafka/log4j.properties"

func (b *broker) address() string { return fmt.Sprint("127.0.0.1:", b.port) }

// launch starts the process and does not wait until it answers.
func (b *broker) launch(t testing.TB) {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(b.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	b.cmd = b.java(t, "kafka.Kafka", b.config())
	b.cmd.Stdout, b.cmd.Stderr = log, log
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// start starts the process and waits until it answers.
func (b *broker) start(t testing.TB) {
	t.Helper()
	b.launch(t)
	eventually(t, "the broker answers", func() error {
		_, err := b.client(t, 2*time.Second).Metadata(t.Context(), &kafkago.MetadataRequest{})
		return err
	})
}

// client is one that knows of no connection that was there before the broker was killed.
func (b *broker) client(t testing.TB, timeout time.Duration) *kafkago.Client {
	transport := &kafkago.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &kafkago.Client{Addr: kafkago.TCP(b.address()), Timeout: timeout, Transport: transport}
}

// kill ends the process at once.
func (b *broker) kill() {
	if b.cmd != nil {
		b.cmd.Process.Kill()
		b.cmd.Wait()
		b.cmd = nil
	}
}

// freePorts are ports of this machine at which nothing listens.
func freePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// theBroker is shared by the tests, each of which has a topic of its own. It runs whenever a test begins.
var theBroker *broker

func shared(t testing.TB) *broker {
	t.Helper()
	services.Kafka(t) // this one would do, if it could be killed
	if theBroker == nil {
		theBroker = newBroker(t, freePorts(t, 2), "")
	}
	if theBroker.cmd == nil {
		theBroker.start(t)
	}
	return theBroker
}

// createTopic makes the topic of a test.
func (b *broker) createTopic(t testing.TB, topic string, partitions int) {
	t.Helper()
	eventually(t, "the topic is made", func() error {
		answer, err := b.client(t, 10*time.Second).CreateTopics(t.Context(), &kafkago.CreateTopicsRequest{Topics: []kafkago.TopicConfig{{
			Topic: topic, NumPartitions: partitions, ReplicationFactor: 1,
		}}})
		if err == nil {
			err = answer.Errors[topic]
		}
		if errors.Is(err, kafkago.TopicAlreadyExists) { // an answer may get lost
			err = nil
		}
		return err
	})
}

// filled says whether there are messages in each partition of a topic.
func (b *broker) filled(t testing.TB, topic string, partitions int) bool {
	t.Helper()
	var ask []kafkago.OffsetRequest
	for p := range partitions {
		ask = append(ask, kafkago.LastOffsetOf(p))
	}
	var answer *kafkago.ListOffsetsResponse
	eventually(t, "the broker tells the ends of the partitions", func() (err error) {
		answer, err = b.client(t, 10*time.Second).ListOffsets(t.Context(), &kafkago.ListOffsetsRequest{Topics: map[string][]kafkago.OffsetRequest{topic: ask}})
		return err
	})
	for _, p := range answer.Topics[topic] {
		if p.LastOffset == 0 {
			return false
		}
	}
	return true
}

// produce sends messages of the test's own making, and returns when all are acknowledged.
func (b *broker) produce(t testing.TB, topic string, values ...[]byte) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.address()), kgo.ProducerBatchMaxBytes(32<<20), kgo.BrokerMaxWriteBytes(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var records []*kgo.Record
	for i, v := range values {
		records = append(records, &kgo.Record{Topic: topic, Key: fmt.Append(nil, i%7), Value: v})
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := holds()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not within two minutes: %s: %v", what, err)
		}
	}
}

// jars is where the broker's program is.
var jars = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("../services/maven.sh", "kafka")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
})

// directory is one that outlives the test: the broker is used by the next one.
func directory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch, "")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
