// Package history is what the programs here have in common: their arguments, their plan of sends, the history that they
// write, one JSON object a line on standard output, and the reading back, which franz-go does for each of them.
package history

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const patience = 20 * time.Second

// Run is what a program is told.
type Run struct {
	Bootstrap, Topic    string
	Partitions, Records int
	Sends               string
	// Bytes that a record's value is filled up to; 0: as short as it is.
	RecordBytes int
	Story       *Story
}

// Story writes events; callbacks of several goroutines may tell at once.
type Story struct {
	mu  sync.Mutex
	out *bufio.Writer
}

// Tell writes one event.
func (s *Story) Tell(event map[string]any) {
	line, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(line)
	s.out.WriteByte('\n')
}

// Main reads the arguments, lets produce send, reads back, and tells all of it. set is called for each setting.
func Main(name, module string, set func(name string, value int) error, produce func(run *Run) error) {
	run, err := readArguments(set)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	run.Story = &Story{out: bufio.NewWriter(os.Stdout)}
	defer run.Story.out.Flush()
	run.Story.Tell(map[string]any{"event": "client", "name": name, "version": version(module)})
	begin := time.Now()
	if err := produce(run); err != nil {
		run.Story.Tell(map[string]any{"event": "unread", "why": err.Error()})
	}
	produced := time.Now()
	if err := run.readBack(); err != nil {
		run.Story.Tell(map[string]any{"event": "unread", "why": err.Error()})
	}
	run.Story.Tell(map[string]any{
		"event":         "end",
		"produceMillis": produced.Sub(begin).Seconds() * 1_000,
		"readMillis":    time.Since(produced).Seconds() * 1_000,
	})
}

func version(module string) string {
	build, _ := debug.ReadBuildInfo()
	for _, dependency := range build.Deps {
		if dependency.Path == module {
			return strings.TrimPrefix(dependency.Version, "v")
		}
	}
	return "unknown"
}

func readArguments(set func(name string, value int) error) (*Run, error) {
	run := &Run{}
	flag.StringVar(&run.Bootstrap, "bootstrap", "", "HOST:PORT of a broker")
	flag.StringVar(&run.Topic, "topic", "", "topic to write to")
	flag.IntVar(&run.Partitions, "partitions", 1, "partitions of the topic")
	flag.IntVar(&run.Records, "records", 0, "how many records, unless a plan says it")
	flag.StringVar(&run.Sends, "sends", "", "plan of the sends")
	flag.Func("set", "a setting as NAME=VALUE", func(text string) error {
		name, value, _ := strings.Cut(text, "=")
		number, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%s: %q is no whole number", name, value)
		}
		if name == "record.bytes" {
			run.RecordBytes = number
			return nil
		}
		return set(name, number)
	})
	flag.Parse()
	if run.Bootstrap == "" || run.Topic == "" {
		return run, errors.New("-bootstrap and -topic are needed")
	}
	return run, nil
}

// Groups says how many records each group holds.
func (run *Run) Groups() ([]int, error) {
	if run.Sends == "" {
		return []int{run.Records}, nil
	}
	var sizes []int
	for _, group := range strings.Split(run.Sends, " ") {
		size := 0
		for _, count := range strings.Split(group, "+") {
			number, err := strconv.Atoi(count)
			if err != nil {
				return nil, fmt.Errorf("-sends %q: %q is no number of records", run.Sends, count)
			}
			size += number
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// Partition is where record id goes.
func (run *Run) Partition(id int) int32 { return int32(id % run.Partitions) }

// Value is what record id says.
func (run *Run) Value(id int) []byte {
	value := fmt.Sprintf("record-%d", id)
	return []byte(value + strings.Repeat(" ", max(0, run.RecordBytes-len(value))))
}

// Sent tells that a record was handed over.
func (run *Run) Sent(id int) {
	run.Story.Tell(map[string]any{"event": "send", "record": id, "partition": run.Partition(id)})
}

// Failed tells that a record was given up.
func (run *Run) Failed(id int, err error) {
	run.Story.Tell(map[string]any{"event": "failed", "record": id, "error": err.Error()})
}

// Acked tells where a record was stored.
func (run *Run) Acked(id int, partition int32, offset int64) {
	run.Story.Tell(map[string]any{"event": "acked", "record": id, "partition": partition, "offset": offset})
}

func (run *Run) readBack() error {
	ends, starts, err := run.endOffsets()
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(run.Bootstrap), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{run.Topic: starts}))
	if err != nil {
		return err
	}
	defer client.Close()
	for len(ends) > 0 {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		fetches := client.PollFetches(ctx)
		cancel()
		if fetches.NumRecords() == 0 {
			return fmt.Errorf("nothing came for %s; not read: %v; %v", patience, ends, fetches.Errors())
		}
		fetches.EachRecord(func(record *kgo.Record) {
			id, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(string(record.Value)), "record-"))
			run.Story.Tell(map[string]any{"event": "read", "record": id, "partition": record.Partition, "offset": record.Offset})
			if end, wanted := ends[record.Partition]; wanted && record.Offset+1 >= end {
				delete(ends, record.Partition)
			}
		})
	}
	return nil
}

// endOffsets gives the end offset of each partition that holds something, and where to start reading it.
func (run *Run) endOffsets() (map[int32]int64, map[int32]kgo.Offset, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(run.Bootstrap))
	if err != nil {
		return nil, nil, err
	}
	defer client.Close()
	request := kmsg.NewPtrListOffsetsRequest()
	topic := kmsg.NewListOffsetsRequestTopic()
	topic.Topic = run.Topic
	for index := range run.Partitions {
		partition := kmsg.NewListOffsetsRequestTopicPartition()
		partition.Partition = int32(index)
		partition.Timestamp = -1
		topic.Partitions = append(topic.Partitions, partition)
	}
	request.Topics = append(request.Topics, topic)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ends, starts := map[int32]int64{}, map[int32]kgo.Offset{}
	for _, shard := range client.RequestSharded(ctx, request) {
		if shard.Err != nil {
			return nil, nil, shard.Err
		}
		for _, answered := range shard.Resp.(*kmsg.ListOffsetsResponse).Topics {
			for _, partition := range answered.Partitions {
				if partition.Offset > 0 {
					ends[partition.Partition] = partition.Offset
					starts[partition.Partition] = kgo.NewOffset().At(0)
				}
			}
		}
	}
	return ends, starts, nil
}
