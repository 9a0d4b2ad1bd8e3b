package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/** A script's settings under Kafka's names. */
record Settings(JsonNode config) {
    int integer(String key) {
        return config.get(key).asInt();
    }

    long number(String key) {
        return config.get(key).asLong();
    }

    long number(String key, long otherwise) {
        return config.path(key).asLong(otherwise);
    }

    boolean idempotent() {
        return config.get("enable.idempotence").asBoolean();
    }

    short acks() {
        String acks = config.get("acks").asText();
        return (short) ("all".equals(acks) ? -1 : Integer.parseInt(acks));
    }

    /** 0 behaves as 1. */
    int batchSize() {
        return Math.max(1, integer("batch.size"));
    }

    /** So much that it is never short, unless the script says otherwise. */
    long bufferMemory() {
        return number("buffer.memory", 256L << 20);
    }

    boolean compressed() {
        return !"none".equals(config.path("compression.type").asText("none"));
    }

    Map<String, Object> forProducer() {
        Map<String, Object> settings = new HashMap<>();
        config.fields().forEachRemaining(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        settings.put("buffer.memory", String.valueOf(bufferMemory()));
        settings.put("bootstrap.servers", "127.0.0.1:9092");
        settings.put("enable.metrics.push", "false");
        return settings;
    }
}
