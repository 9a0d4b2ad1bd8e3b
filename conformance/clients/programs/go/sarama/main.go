// Sarama, its asynchronous producer: sends and reads back, and writes its history, one JSON object a line on standard
// output. Idempotent, with what Sarama demands for that, unless Producer.Idempotent=0 is set: then as it comes.
//
// Arguments: -bootstrap HOST:PORT -topic NAME -partitions N -records N [-sends PLAN] [-set NAME=VALUE]...
// A plan is groups of sends ("1 1+2"): the records of a group are handed over at once, and the next group waits until
// they are decided. Without a plan all records are one group.
package main

import (
	"fmt"
	"time"

	"github.com/IBM/sarama"
	"onceproof/conformance/clients/history"
)

func main() {
	config := sarama.NewConfig()
	config.Producer.Partitioner = sarama.NewManualPartitioner
	config.Producer.Return.Successes = true
	config.Producer.Idempotent = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Net.MaxOpenRequests = 1
	set := func(name string, value int) error { return setting(config, name, value) }
	history.Main("Sarama", "github.com/IBM/sarama", set, func(run *history.Run) error {
		return produce(run, config)
	})
}

// setting gives the fields of Sarama's configuration names; all values are whole numbers.
func setting(config *sarama.Config, name string, number int) error {
	millis := time.Duration(number) * time.Millisecond
	switch name {
	case "Producer.Idempotent":
		if number == 0 {
			config.Producer.Idempotent = false
			config.Producer.RequiredAcks = sarama.WaitForLocal
			config.Net.MaxOpenRequests = 5
		}
	case "Net.ReadTimeout":
		config.Net.ReadTimeout = millis
	case "Producer.Retry.Max":
		config.Producer.Retry.Max = number
	case "Producer.Retry.Backoff":
		config.Producer.Retry.Backoff = millis
	case "Producer.Flush.MaxMessages":
		config.Producer.Flush.MaxMessages = number
	default:
		return fmt.Errorf("unknown setting %s", name)
	}
	return nil
}

func produce(run *history.Run, config *sarama.Config) error {
	sizes, err := run.Groups()
	if err != nil {
		return err
	}
	producer, err := sarama.NewAsyncProducer([]string{run.Bootstrap}, config)
	if err != nil {
		return err
	}
	next := 0
	for _, size := range sizes {
		first := next
		go func() {
			for id := first; id < first+size; id++ {
				run.Sent(id)
				producer.Input() <- &sarama.ProducerMessage{
					Topic: run.Topic, Partition: run.Partition(id), Value: sarama.ByteEncoder(run.Value(id)), Metadata: id,
				}
			}
		}()
		next += size
		for ; size > 0; size-- {
			select {
			case stored := <-producer.Successes():
				run.Acked(stored.Metadata.(int), stored.Partition, stored.Offset)
			case failed := <-producer.Errors():
				run.Failed(failed.Msg.Metadata.(int), failed.Err)
			}
		}
	}
	return producer.Close()
}
