package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.MetadataResponseData;

/** What the driver puts around the client. */
record Surroundings(JsonNode script, VirtualTime time, Network network, ScriptedCluster cluster, BlockedSends blocked, PassHook hook) {
    /** The metadata that the client has at its start. */
    MetadataResponseData metadata() {
        return cluster.metadata();
    }

    FirstSequences firstSequences() {
        return new FirstSequences(script.path("initialSequence"));
    }

    Compression codec(Settings settings) {
        return settings.compressed() ? PinnedCodec.of(script.get("compressedPercent").asInt()) : Compression.NONE;
    }

    /** Pins what chance would decide in the parts that were built. */
    void pin(ProducerMetadata metadata, RecordAccumulator accumulator, BufferPool pool, Object networkClient) {
        Pinned.withoutJitter(metadata);
        Pinned.withoutJitter(accumulator);
        Pinned.withoutJitter(Pinned.get(networkClient, "connectionStates"));
        Pinned.firstChoice(networkClient);
        Pinned.inCreationOrder(accumulator);
        Pinned.takingTurns(pool, blocked);
    }
}
