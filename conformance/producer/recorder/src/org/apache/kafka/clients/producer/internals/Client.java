package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.clients.producer.KafkaProducer;

/** The parts of the real client that a script is played to. `transactions` is null without idempotence. */
record Client(KafkaProducer<byte[], byte[]> producer, RecordAccumulator accumulator, TransactionManager transactions, Sender sender) { }
