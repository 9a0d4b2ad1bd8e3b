// Loads a broker with idempotent produce requests through franz-go and says how it answered, as one JSON object.
//
// Arguments: -bootstrap HOST:PORT -topic NAME -clients N -batch N -size BYTES -millis N
// Each client writes batches of -batch records to a partition of its own, as many requests in flight as franz-go allows,
// for -millis milliseconds. What is measured is the time from writing a produce request to reading its answer.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

const produceKey = 0

type load struct {
	bootstrap, topic             string
	clients, batch, size, millis int
	failures, recordsAcked       atomic.Int64
}

// answers collects how long each produce request took; franz-go tells it from its own goroutines.
type answers struct {
	mu    sync.Mutex
	took  []time.Duration
	begin time.Time
}

func (a *answers) OnBrokerE2E(_ kgo.BrokerMetadata, key int16, e2e kgo.BrokerE2E) {
	if key != produceKey || e2e.Err() != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.took = append(a.took, e2e.DurationE2E())
}

type summary struct {
	Requests          int     `json:"requests"`
	RequestsPerSecond float64 `json:"requestsPerSecond"`
	RecordsPerSecond  float64 `json:"recordsPerSecond"`
	P50Micros         float64 `json:"p50Micros"`
	P99Micros         float64 `json:"p99Micros"`
	Failures          int64   `json:"failures"`
}

func main() {
	var run load
	flag.StringVar(&run.bootstrap, "bootstrap", "", "HOST:PORT of a broker")
	flag.StringVar(&run.topic, "topic", "", "topic with a partition for each client")
	flag.IntVar(&run.clients, "clients", 1, "how many clients")
	flag.IntVar(&run.batch, "batch", 1, "records in a request")
	flag.IntVar(&run.size, "size", 100, "bytes of a record's value")
	flag.IntVar(&run.millis, "millis", 1_000, "how long")
	flag.Parse()
	took := &answers{}
	elapsed, err := run.drive(took)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(run.summarize(took, elapsed))
}

func (run *load) drive(took *answers) (time.Duration, error) {
	clients := make([]*kgo.Client, run.clients)
	for index := range clients {
		client, err := run.connect(took)
		if err != nil {
			return 0, err
		}
		defer client.Close()
		clients[index] = client
		// The producer id, the metadata and the connection are there before the clock runs.
		if err := client.ProduceSync(context.Background(), run.record(index)).FirstErr(); err != nil {
			return 0, err
		}
	}
	took.mu.Lock()
	took.took = nil
	took.mu.Unlock()
	run.recordsAcked.Store(0)
	begin := time.Now()
	until := begin.Add(time.Duration(run.millis) * time.Millisecond)
	var all sync.WaitGroup
	for index, client := range clients {
		all.Go(func() { run.write(client, index, until) })
	}
	all.Wait()
	return time.Since(begin), nil
}

func (run *load) connect(took *answers) (*kgo.Client, error) {
	// Room for just the records of one batch: what is produced meanwhile makes the next request. franz-go takes no less
	// than 512 bytes, so records of a batch of one must be larger than half of that.
	perRecord := run.size + 16
	return kgo.NewClient(
		kgo.SeedBrokers(run.bootstrap),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.ProducerLinger(0),
		kgo.ProducerBatchMaxBytes(int32(max(512, run.batch*perRecord+128))),
		kgo.MaxBufferedRecords(run.batch*20),
		kgo.WithHooks(took),
	)
}

func (run *load) record(partition int) *kgo.Record {
	return &kgo.Record{Topic: run.topic, Partition: int32(partition), Value: make([]byte, run.size)}
}

// write produces until the time is over, and waits for all answers.
func (run *load) write(client *kgo.Client, partition int, until time.Time) {
	for time.Now().Before(until) {
		client.Produce(context.Background(), run.record(partition), func(_ *kgo.Record, err error) {
			if err != nil {
				run.failures.Add(1)
				return
			}
			run.recordsAcked.Add(1)
		})
	}
	if err := client.Flush(context.Background()); err != nil {
		run.failures.Add(1)
	}
}

func (run *load) summarize(took *answers, elapsed time.Duration) summary {
	took.mu.Lock()
	defer took.mu.Unlock()
	slices.Sort(took.took)
	at := func(percent int) float64 {
		if len(took.took) == 0 {
			return 0
		}
		return float64(took.took[min(len(took.took)-1, len(took.took)*percent/100)].Nanoseconds()) / 1_000
	}
	return summary{
		Requests:          len(took.took),
		RequestsPerSecond: float64(len(took.took)) / elapsed.Seconds(),
		RecordsPerSecond:  float64(run.recordsAcked.Load()) / elapsed.Seconds(),
		P50Micros:         at(50),
		P99Micros:         at(99),
		Failures:          run.failures.Load(),
	}
}
