package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** The connection of the client to one broker; a new life begins with each attempt to connect. */
final class Connection {
    /** What one poll of one connection brings. */
    record Arrival(String kind, ByteBuffer bytes, Runnable told) { }

    final int node;
    final Deque<Arrival> arrived = new ArrayDeque<>();
    /** The client has been told that it is connected. */
    boolean usable;

    private final VirtualTime time;
    private final Trace trace;
    private int life;
    private boolean connecting;
    private boolean peerAlive;
    private long lastArrival;

    Connection(int node, VirtualTime time, Trace trace) {
        this.node = node;
        this.time = time;
        this.trace = trace;
    }

    /** Begins to connect; `attempt` says how that goes, where the script says so. */
    void connect(JsonNode attempt, long usualDelay, boolean refused) {
        newLife();
        trace.event("connect").put("node", node);
        connecting = true;
        if (attempt.path("drop").asBoolean()) {
            return;
        }
        later(attempt.path("after").asLong(usualDelay), () -> {
            if (!connecting) {
                return;
            }
            connecting = false;
            peerAlive = !refused;
            if (refused) {
                arrive("refused");
            } else {
                arrived.add(new Arrival("connected", null, () -> { }));
            }
        });
    }

    /** The client lets go of the connection. */
    void newLife() {
        life++;
        connecting = false;
        peerAlive = false;
        usable = false;
        lastArrival = 0;
        arrived.clear();
    }

    /** The broker's end goes away: what it sent before still arrives, what it would have sent later does not. */
    void brokerGone() {
        if (connecting) {
            arrive("refused");
        } else if (peerAlive) {
            arrive("gone");
        }
        connecting = false;
        peerAlive = false;
    }

    void goneAfter(long delay) {
        if (peerAlive) {
            later(delay, this::brokerGone);
        }
    }

    void neverAnswer() {
        lastArrival = VirtualTime.NEVER;
    }

    /** Sends bytes to the client after a delay, never before what was sent earlier. */
    void answer(long delay, ByteBuffer bytes, Runnable told) {
        if (!peerAlive || lastArrival == VirtualTime.NEVER) {
            return;
        }
        lastArrival = Math.max(lastArrival, time.now() + delay);
        later(lastArrival - time.now(), () -> {
            if (peerAlive) {
                arrived.add(new Arrival("answer", bytes, told));
            }
        });
    }

    private void arrive(String kind) {
        arrived.add(new Arrival(kind, null, () -> trace.event(kind).put("node", node)));
    }

    /** Something that happens only if this life of the connection still lasts then. */
    private void later(long delay, Runnable act) {
        int mine = life;
        time.at(time.now() + delay, () -> {
            if (life == mine) {
                act.run();
            }
        });
    }
}
