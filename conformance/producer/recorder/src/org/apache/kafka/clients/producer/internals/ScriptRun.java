package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.common.TopicPartition;

import java.util.Deque;

/**
 * One script played to the real client in virtual time. Everything above the socket is the client's own code; below it
 * stands this driver: a clock that moves only where the sender waits, an application that acts at the script's times,
 * and a cluster that answers by position. The README beside says exactly how.
 */
final class ScriptRun {
    private static final int MOST_PASSES = 400_000;

    private final JsonNode script;
    private final VirtualTime time;
    private final Trace trace;
    private final BlockedSends blocked;
    private final Network network;
    private final Client client;
    private final Application application;
    private int passes;

    ScriptRun(JsonNode script) {
        this.script = script;
        time = new VirtualTime(script.get("end").asLong());
        trace = new Trace(time);
        blocked = new BlockedSends(time, trace);
        time.waitsFor(blocked);
        ScriptedCluster cluster = new ScriptedCluster(script, time, trace);
        network = new Network(time, trace, cluster, blocked, script.get("overshoot").asInt());
        client = Line.build(new Settings(script.get("config")), new Surroundings(script, time, network, cluster, blocked, this::pass));
        JsonNode config = script.get("config");
        boolean mayBlock = config.path("max.block.ms").asLong(0) > 0;
        application = new Application(time, trace, blocked, client, mayBlock);
        for (JsonNode action : script.get("app")) {
            time.at(action.get("at").asLong(), () -> application.act(action));
        }
        for (JsonNode down : script.path("down")) {
            time.at(down.get("from").asLong(), () -> cluster.connection(down.get("node").asInt()).brokerGone());
        }
    }

    ObjectNode play() {
        String why = runSender();
        ObjectNode played = Recorder.JSON.createObjectNode();
        played.set("id", script.get("id"));
        ObjectNode end = finalState(why);
        blocked.abandon();
        played.set("events", trace.events);
        played.set("final", end);
        return played;
    }

    /** The client tells its sender's thread from others by its class, so it gets one of that class. */
    private String runSender() {
        String[] why = new String[1];
        Throwable[] failure = new Throwable[1];
        Thread thread = Line.senderThread(() -> {
            try {
                client.sender().run();
                application.finishFlushes();
                trace.event("closed");
                why[0] = "closed";
            } catch (VirtualTime.Finished finished) {
                why[0] = finished.getMessage();
            } catch (RuntimeException | Error broken) {
                failure[0] = broken;
            }
        });
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
        if (failure[0] instanceof Error error) {
            throw error;
        }
        if (failure[0] instanceof RuntimeException exception) {
            throw exception;
        }
        return why[0];
    }

    /** One pass of the sender's loop. One that looked for something to do and found nothing costs a millisecond. */
    private void pass(Runnable runOnce) {
        if (++passes > MOST_PASSES) {
            throw new VirtualTime.Finished("passes");
        }
        network.polled = false;
        time.stirred = false;
        try {
            runOnce.run();
        } catch (RuntimeException swallowed) {
            trace.event("uncaught").put("error", swallowed.getClass().getSimpleName());
            throw swallowed;
        } finally {
            blocked.letGoOn();
            application.finishFlushes();
            if (network.polled && !time.stirred) {
                time.elapse(1);
            }
        }
    }

    private ObjectNode finalState(String why) {
        ObjectNode state = Recorder.JSON.createObjectNode().put("t", time.now()).put("why", why);
        TransactionManager transactions = client.transactions();
        if (transactions != null) {
            var identity = transactions.producerIdAndEpoch();
            state.put("pid", identity.producerId).put("epoch", identity.epoch).put("fatal", transactions.hasFatalError());
        }
        ArrayNode partitions = state.putArray("partitions");
        for (int partition = 0; partition < script.get("leaders").size(); partition++) {
            TopicPartition tp = new TopicPartition(ScriptedCluster.TOPIC, partition);
            ObjectNode one = partitions.addObject().put("p", partition);
            if (transactions != null) {
                one.put("next", transactions.sequenceNumber(tp)).put("acked", transactions.lastAckedSequence(tp).orElse(-1)).put("unresolved", transactions.hasUnresolvedSequence(tp));
            }
            ArrayNode queued = one.putArray("queued");
            Deque<ProducerBatch> batches = client.accumulator().getDeque(tp);
            if (batches != null) {
                for (ProducerBatch batch : batches) {
                    queued.addObject().put("base", batch.baseSequence()).put("count", batch.recordCount);
                }
            }
        }
        ArrayNode open = state.putArray("undecided");
        application.undecided.forEach(open::add);
        return state;
    }
}
