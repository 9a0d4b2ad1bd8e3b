// franz-go: sends and reads back, and writes its history, one JSON object a line on standard output.
//
// Arguments: -bootstrap HOST:PORT -topic NAME -partitions N -records N [-sends PLAN] [-set NAME=VALUE]...
// A plan is groups of sends ("1 1+2"): the records of a group are handed over at once, and the next group waits until
// they are decided. Without a plan all records are one group.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"onceproof/conformance/clients/history"
)

func main() {
	options := []kgo.Opt{kgo.RecordPartitioner(kgo.ManualPartitioner())}
	set := func(name string, value int) error {
		option, err := setting(name, value)
		options = append(options, option)
		return err
	}
	history.Main("franz-go", "github.com/twmb/franz-go", set, func(run *history.Run) error {
		return produce(run, append(options, kgo.SeedBrokers(run.Bootstrap)))
	})
}

// setting gives the options of franz-go names; all values are whole numbers.
func setting(name string, number int) (kgo.Opt, error) {
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

func produce(run *history.Run, options []kgo.Opt) error {
	sizes, err := run.Groups()
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		return err
	}
	defer client.Close()
	next := 0
	for _, size := range sizes {
		for ; size > 0; size-- {
			send(client, run, next)
			next++
		}
		if err := client.Flush(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

func send(client *kgo.Client, run *history.Run, id int) {
	run.Sent(id)
	record := &kgo.Record{Topic: run.Topic, Partition: run.Partition(id), Value: run.Value(id)}
	client.Produce(context.Background(), record, func(stored *kgo.Record, err error) {
		if err != nil {
			run.Failed(id, err)
			return
		}
		run.Acked(id, stored.Partition, stored.Offset)
	})
}
