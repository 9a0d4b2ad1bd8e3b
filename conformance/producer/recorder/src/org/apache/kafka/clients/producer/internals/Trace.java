package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What happened, in the order in which it did. */
final class Trace {
    final ArrayNode events = Recorder.JSON.createArrayNode();
    private final VirtualTime time;

    Trace(VirtualTime time) {
        this.time = time;
    }

    ObjectNode event(String kind) {
        return events.addObject().put("t", time.now()).put("e", kind);
    }
}
