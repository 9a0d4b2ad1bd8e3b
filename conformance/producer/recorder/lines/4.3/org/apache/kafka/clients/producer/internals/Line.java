package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.producer.Producers;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.CompressionRatioEstimator;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.LogContext;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What differs between client lines: this one is for kafka-clients 4.3. */
final class Line {
    private static final long NEVER = Long.MAX_VALUE;

    private Line() { }

    static Client build(Settings settings, Surroundings around) {
        VirtualTime time = around.time();
        LogContext log = new LogContext();
        Metrics metrics = new Metrics(time);
        ApiVersions versions = new ApiVersions();
        int backoff = settings.integer("retry.backoff.ms");
        long backoffMax = settings.number("retry.backoff.max.ms");
        int inFlight = settings.integer("max.in.flight.requests.per.connection");
        int requestTimeout = settings.integer("request.timeout.ms");
        ProducerMetadata metadata = new ProducerMetadata(backoff, backoffMax, NEVER / 2, NEVER / 4, log, new ClusterResourceListeners(), time) {
            @Override
            public synchronized Cluster fetch() {
                return Pinned.sortNodes(super.fetch());
            }
        };
        metadata.add(ScriptedCluster.TOPIC, time.milliseconds());
        metadata.updateWithCurrentRequestVersion(new MetadataResponse(around.metadata(), ApiKeys.METADATA.latestVersion()), false, time.milliseconds());

        var codec = around.codec(settings);
        CompressionRatioEstimator.resetEstimation(ScriptedCluster.TOPIC);
        FirstSequences first = around.firstSequences();
        TransactionManager transactions = !settings.idempotent() ? null : new TransactionManager(log, null, 60_000, backoff, versions, false) {
            @Override
            public synchronized void maybeUpdateProducerIdAndEpoch(TopicPartition partition) {
                super.maybeUpdateProducerIdAndEpoch(partition);
                first.lookedAt(this, partition);
            }
        };
        BufferPool pool = new BufferPool(settings.bufferMemory(), settings.batchSize(), metrics, time, "producer");
        RecordAccumulator accumulator = new RecordAccumulator(log, settings.batchSize(), codec, settings.integer("linger.ms"), backoff, backoffMax, settings.integer("delivery.timeout.ms"), metrics, "producer", time, transactions, pool);
        NetworkClient client = new NetworkClient(around.network(), metadata, "c", inFlight, settings.number("reconnect.backoff.ms"), settings.number("reconnect.backoff.max.ms"), 1 << 16, 1 << 16, requestTimeout, settings.number("socket.connection.setup.timeout.ms", 10_000), settings.number("socket.connection.setup.timeout.max.ms", 30_000), time, false, versions, log, MetadataRecoveryStrategy.NONE);
        Sender sender = new Sender(log, client, metadata, accumulator, inFlight == 1, settings.integer("max.request.size"), settings.acks(), settings.integer("retries"), new SenderMetricsRegistry(metrics), time, requestTimeout, backoff, transactions) {
            @Override
            void runOnce() {
                around.hook().around(super::runOnce);
            }
        };
        around.pin(metadata, accumulator, pool, client);
        return new Client(Producers.of(settings.forProducer(), metrics, metadata, accumulator, transactions, sender, time), accumulator, transactions, sender);
    }

    static Thread senderThread(Runnable run) {
        return new Sender.SenderThread("sender", run, true);
    }

    static AbstractRequest parse(RequestHeader header, ByteBuffer body) {
        return AbstractRequest.parseRequest(header.apiKey(), header.apiVersion(), new ByteBufferAccessor(body)).request;
    }

    static List<SentBatch> batches(ProduceRequest request) {
        List<SentBatch> sent = new ArrayList<>();
        for (ProduceRequestData.TopicProduceData topic : request.data().topicData()) {
            for (ProduceRequestData.PartitionProduceData partition : topic.partitionData()) {
                for (RecordBatch batch : ((MemoryRecords) partition.records()).batches()) {
                    Wire.refuseOverwritten(batch.isValid());
                    List<String> values = new ArrayList<>();
                    for (Record record : batch) {
                        values.add(SentBatch.text(record.value()));
                    }
                    sent.add(new SentBatch(partition.index(), batch.producerId(), batch.producerEpoch(), batch.baseSequence(), values));
                }
            }
        }
        return sent;
    }

    /** An empty answer for the one topic of a request, addressed as the request addressed it. */
    static ProduceResponseData.TopicProduceResponse topicAnswer(ProduceRequest request) {
        ProduceRequestData.TopicProduceData topic = request.data().topicData().iterator().next();
        return new ProduceResponseData.TopicProduceResponse().setName(topic.name()).setTopicId(topic.topicId());
    }

    /** Whether a thread that waits in `flush` for this result would be let go: it waits for what a split made of it, too. */
    static boolean isFlushed(ProduceRequestResult result) {
        List<?> parts = (List<?>) Pinned.get(result, "dependentResults");
        return result.completed() && parts.stream().allMatch(part -> isFlushed((ProduceRequestResult) part));
    }
}
