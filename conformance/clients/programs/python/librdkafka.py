"""librdkafka through confluent-kafka: sends and reads back, and writes its history, one JSON object a line.

Arguments: --bootstrap HOST:PORT --topic NAME --partitions N --records N [--sends PLAN] [--set NAME=VALUE]...
A plan is groups of sends (`1 1+2`): the records of a group are handed over at once, and the next group waits until
they are decided. Without a plan all records are one group. Settings are librdkafka's own.
"""

import argparse
import json
import re
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition, libversion

PATIENCE_SECONDS = 20.0


def tell(**event):
    sys.stdout.write(json.dumps(event, separators=(",", ":")) + "\n")


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--partitions", type=int, required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--sends")
    parser.add_argument("--set", action="append", default=[])
    return parser.parse_args()


def groups(run):
    """How many records each group holds."""
    if run.sends is None:
        return [run.records]
    return [sum(int(size) for size in group.split("+")) for group in run.sends.split(" ")]


def produce(run):
    settings = dict(setting.split("=", 1) for setting in run.set)
    producer = Producer({"bootstrap.servers": run.bootstrap, "enable.idempotence": True, **settings})
    following = 0
    for size in groups(run):
        for record in range(following, following + size):
            send(producer, run, record)
        following += size
        producer.flush()


def send(producer, run, record):
    def decided(error, message):
        if error is not None:
            tell(event="failed", record=record, error=f"{error.name()}: {error.str()}")
        else:
            # Some are acknowledged without an offset: None.
            tell(event="acked", record=record, partition=message.partition(), offset=message.offset())

    partition = record % run.partitions
    tell(event="send", record=record, partition=partition)
    while True:
        try:
            producer.produce(run.topic, f"record-{record}", partition=partition, on_delivery=decided)
            break
        except BufferError:
            producer.poll(0.1)
        except KafkaException as refused:
            error = refused.args[0]
            tell(event="failed", record=record, error=f"{error.name()}: {error.str()}")
            break
    producer.poll(0)


def read_back(run):
    consumer = Consumer({"bootstrap.servers": run.bootstrap, "group.id": f"reads-{run.topic}", "enable.auto.commit": False})
    ends = {}
    for partition in range(run.partitions):
        _, high = consumer.get_watermark_offsets(TopicPartition(run.topic, partition), timeout=PATIENCE_SECONDS)
        if high > 0:
            ends[partition] = high
    consumer.assign([TopicPartition(run.topic, partition, 0) for partition in ends])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while ends and time.monotonic() < deadline:
        for message in consumer.consume(500, timeout=0.5):
            if message.error() is not None:
                continue
            deadline = time.monotonic() + PATIENCE_SECONDS
            record = int(re.sub(r"^record-", "", message.value().decode()))
            tell(event="read", record=record, partition=message.partition(), offset=message.offset())
            if message.offset() + 1 >= ends.get(message.partition(), sys.maxsize):
                del ends[message.partition()]
    if ends:
        tell(event="unread", why=f"nothing came for {PATIENCE_SECONDS:.0f} s; not read: {ends}")
    consumer.close()


def main():
    run = read_arguments()
    tell(event="client", name="librdkafka", version=libversion()[0])
    begin = time.monotonic()
    produce(run)
    produced = time.monotonic()
    read_back(run)
    millis = 1_000
    tell(event="end", produceMillis=(produced - begin) * millis, readMillis=(time.monotonic() - produced) * millis)


main()
