package org.apache.kafka.clients.producer.internals;

/** Runs one pass of the sender's loop, with what the driver does around it. */
interface PassHook {
    void around(Runnable pass);
}
