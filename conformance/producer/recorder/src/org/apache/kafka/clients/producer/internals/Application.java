package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** What the application does: sends, also from callbacks, flushes and closes. */
final class Application {
    private record Flush(int id, List<ProduceRequestResult> awaited) { }

    private final VirtualTime time;
    private final Trace trace;
    private final BlockedSends blocked;
    private final Client client;
    private final boolean mayBlock;
    private final List<Flush> flushes = new ArrayList<>();

    /** Records that were taken and have had no callback. */
    final TreeSet<Integer> undecided = new TreeSet<>();

    Application(VirtualTime time, Trace trace, BlockedSends blocked, Client client, boolean mayBlock) {
        this.time = time;
        this.trace = trace;
        this.blocked = blocked;
        this.client = client;
        this.mayBlock = mayBlock;
    }

    void act(JsonNode action) {
        if (action.has("send")) {
            JsonNode record = action.get("send");
            if (mayBlock) {
                blocked.call(record.get("id").asInt(), () -> send(record));
            } else {
                send(record);
            }
        } else if (action.has("flush")) {
            flush(action.get("flush").asInt());
        } else {
            close(action.get("close"));
        }
    }

    private void send(JsonNode record) {
        int id = record.get("id").asInt();
        StringBuilder value = new StringBuilder().append(id);
        while (value.length() < record.get("size").asInt()) {
            value.append(' ');
        }
        byte[] bytes = value.toString().getBytes(StandardCharsets.US_ASCII);
        undecided.add(id);
        try {
            client.producer().send(new ProducerRecord<>(ScriptedCluster.TOPIC, record.get("p").asInt(), null, bytes), callback(id, record.get("next")));
        } catch (RuntimeException refused) {
            trace.event("threw").put("id", id).put("error", refused.getClass().getSimpleName());
            if (refused instanceof IllegalStateException) {
                undecided.remove(id);
            }
        }
    }

    /** Tells what became of a record and, the first time, sends what is to be sent then. */
    private Callback callback(int id, JsonNode next) {
        return new Callback() {
            private boolean called;

            @Override
            public void onCompletion(org.apache.kafka.clients.producer.RecordMetadata metadata, Exception error) {
                ObjectNode event = trace.event("callback").put("id", id);
                if (error == null) {
                    event.put("offset", metadata.offset());
                } else {
                    event.put("error", error.getClass().getSimpleName());
                }
                undecided.remove(id);
                if (!called && next != null) {
                    called = true;
                    send(next);
                }
                called = true;
            }
        };
    }

    /** `flush` would block the only thread, so its two halves are done apart: it begins here. */
    private void flush(int id) {
        client.accumulator().beginFlush();
        client.sender().wakeup();
        Flush flush = new Flush(id, new ArrayList<>());
        ((IncompleteBatches) Pinned.get(client.accumulator(), "incomplete")).requestResults().forEach(flush.awaited::add);
        flushes.add(flush);
    }

    /** The other half: it ends when all that it awaits is done. */
    void finishFlushes() {
        for (Iterator<Flush> pending = flushes.iterator(); pending.hasNext(); ) {
            Flush flush = pending.next();
            if (flush.awaited.stream().allMatch(Line::isFlushed)) {
                Pinned.endFlush(client.accumulator());
                trace.event("flushed").put("flush", flush.id);
                pending.remove();
            }
        }
    }

    private void close(JsonNode close) {
        JsonNode timeout = close.get("timeout");
        if (timeout.isNull()) {
            client.sender().initiateClose();
        } else if (timeout.asLong() == 0) {
            client.sender().forceClose();
        } else {
            client.sender().initiateClose();
            time.at(time.now() + timeout.asLong(), () -> {
                client.sender().forceClose();
                blocked.letGoOn();
            });
        }
        blocked.letGoOn();
    }
}
