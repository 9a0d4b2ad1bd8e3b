package org.apache.kafka.clients.producer;

import org.apache.kafka.clients.producer.internals.ProducerInterceptors;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.clients.producer.internals.RecordAccumulator;
import org.apache.kafka.clients.producer.internals.Sender;
import org.apache.kafka.clients.producer.internals.TransactionManager;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.internals.LogContext;
import org.apache.kafka.common.utils.Time;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the client's front from parts, by a constructor that only its own package sees. */
public final class Producers {
    private Producers() { }

    public static KafkaProducer<byte[], byte[]> of(Map<String, Object> settings, Metrics metrics, ProducerMetadata metadata, RecordAccumulator accumulator, TransactionManager transactions, Sender sender, Time time) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        ProducerConfig config = new ProducerConfig(ProducerConfig.appendSerializerToConfig(settings, bytes, bytes));
        // The thread is never started: the driver runs the sender.
        return new KafkaProducer<>(config, new LogContext(), metrics, bytes, bytes, metadata, accumulator, transactions, sender, new ProducerInterceptors<>(List.of(), metrics), null, time, new Sender.SenderThread("unused", sender, true), Optional.empty());
    }
}
