// franz-go: sends and reads back, and writes its history, one JSON object a line on standard output.
//
// Arguments: -bootstrap HOST:PORT -topic NAME -partitions N -records N [-sends PLAN] [-set NAME=VALUE]...
// A plan is groups of sends ("1 1+2"): the records of a group are handed over at once, and the next group waits until
// they are decided. Without a plan all records are one group.
package main

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

type arguments struct {
	bootstrap, topic    string
	partitions, records int
	sends               string
	settings            []kgo.Opt
}

// history writes events; callbacks of several goroutines may tell at once.
type history struct {
	mu  sync.Mutex
	out *bufio.Writer
}

func (h *history) tell(event map[string]any) {
	line, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.out.Write(line)
	h.out.WriteByte('\n')
}

func main() {
	run, err := readArguments()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	story := &history{out: bufio.NewWriter(os.Stdout)}
	defer story.out.Flush()
	story.tell(map[string]any{"event": "client", "name": "franz-go", "version": version()})
	begin := time.Now()
	if err := produce(run, story); err != nil {
		story.tell(map[string]any{"event": "unread", "why": err.Error()})
	}
	produced := time.Now()
	if err := readBack(run, story); err != nil {
		story.tell(map[string]any{"event": "unread", "why": err.Error()})
	}
	story.tell(map[string]any{
		"event":         "end",
		"produceMillis": produced.Sub(begin).Seconds() * 1_000,
		"readMillis":    time.Since(produced).Seconds() * 1_000,
	})
}

func version() string {
	build, _ := debug.ReadBuildInfo()
	for _, module := range build.Deps {
		if module.Path == "github.com/twmb/franz-go" {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

func readArguments() (arguments, error) {
	var run arguments
	flag.StringVar(&run.bootstrap, "bootstrap", "", "HOST:PORT of a broker")
	flag.StringVar(&run.topic, "topic", "", "topic to write to")
	flag.IntVar(&run.partitions, "partitions", 1, "partitions of the topic")
	flag.IntVar(&run.records, "records", 0, "how many records, unless a plan says it")
	flag.StringVar(&run.sends, "sends", "", "plan of the sends")
	flag.Func("set", "a setting as NAME=VALUE", func(text string) error {
		option, err := setting(text)
		run.settings = append(run.settings, option)
		return err
	})
	flag.Parse()
	if run.bootstrap == "" || run.topic == "" {
		return run, errors.New("-bootstrap and -topic are needed")
	}
	return run, nil
}

// setting gives the options of franz-go names; all values are whole numbers.
func setting(text string) (kgo.Opt, error) {
	name, value, _ := strings.Cut(text, "=")
	number, err := strconv.Atoi(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %q is no whole number", name, value)
	}
	millis := time.Duration(number) * time.Millisecond
	switch name {
	case "ProduceRequestTimeout":
		return kgo.ProduceRequestTimeout(millis), nil
	case "RequestTimeoutOverhead":
		return kgo.RequestTimeoutOverhead(millis), nil
	case "RecordDeliveryTimeout":
		return kgo.RecordDeliveryTimeout(millis), nil
	case "ProducerLinger":
		return kgo.ProducerLinger(millis), nil
	case "ProducerBatchMaxBytes":
		return kgo.ProducerBatchMaxBytes(int32(number)), nil
	case "RecordRetries":
		return kgo.RecordRetries(number), nil
	}
	return nil, fmt.Errorf("unknown setting %s", name)
}

// groups says how many records each group holds.
func (run arguments) groups() ([]int, error) {
	if run.sends == "" {
		return []int{run.records}, nil
	}
	var sizes []int
	for _, group := range strings.Split(run.sends, " ") {
		size := 0
		for _, count := range strings.Split(group, "+") {
			number, err := strconv.Atoi(count)
			if err != nil {
				return nil, fmt.Errorf("-sends %q: %q is no number of records", run.sends, count)
			}
			size += number
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

func produce(run arguments, story *history) error {
	sizes, err := run.groups()
	if err != nil {
		return err
	}
	options := append([]kgo.Opt{kgo.SeedBrokers(run.bootstrap), kgo.RecordPartitioner(kgo.ManualPartitioner())}, run.settings...)
	client, err := kgo.NewClient(options...)
	if err != nil {
		return err
	}
	defer client.Close()
	next := 0
	for _, size := range sizes {
		for ; size > 0; size-- {
			send(client, run, story, next)
			next++
		}
		if err := client.Flush(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

func send(client *kgo.Client, run arguments, story *history, id int) {
	partition := int32(id % run.partitions)
	story.tell(map[string]any{"event": "send", "record": id, "partition": partition})
	record := &kgo.Record{Topic: run.topic, Partition: partition, Value: []byte(fmt.Sprintf("record-%d", id))}
	client.Produce(context.Background(), record, func(stored *kgo.Record, err error) {
		if err != nil {
			story.tell(map[string]any{"event": "failed", "record": id, "error": err.Error()})
			return
		}
		story.tell(map[string]any{"event": "acked", "record": id, "partition": stored.Partition, "offset": stored.Offset})
	})
}

func readBack(run arguments, story *history) error {
	ends, starts, err := endOffsets(run)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(run.bootstrap), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{run.topic: starts}))
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
			id, _ := strconv.Atoi(strings.TrimPrefix(string(record.Value), "record-"))
			story.tell(map[string]any{"event": "read", "record": id, "partition": record.Partition, "offset": record.Offset})
			if end, wanted := ends[record.Partition]; wanted && record.Offset+1 >= end {
				delete(ends, record.Partition)
			}
		})
	}
	return nil
}

// endOffsets gives the end offset of each partition that holds something, and where to start reading it.
func endOffsets(run arguments) (map[int32]int64, map[int32]kgo.Offset, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(run.bootstrap))
	if err != nil {
		return nil, nil, err
	}
	defer client.Close()
	request := kmsg.NewPtrListOffsetsRequest()
	topic := kmsg.NewListOffsetsRequestTopic()
	topic.Topic = run.topic
	for index := range run.partitions {
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
