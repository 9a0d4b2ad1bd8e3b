package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses one outcome for each thing that is left to chance in the real client, so that a run can be repeated: the
 * factor of every backoff is 1, brokers are considered from the lowest id up, and aborted batches fail in the order in
 * which they were created.
 */
final class Pinned {
    private Pinned() { }

    /** Gives every backoff that this object holds the factor 1 in place of one drawn from [0.8, 1.2). */
    static void withoutJitter(Object holder) {
        for (Class<?> type = holder.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType().getSimpleName().equals("ExponentialBackoff")) {
                    set(holder, field, withFactorOne(get(holder, field)));
                }
            }
        }
    }

    /** The class moved between versions, so that it has no name here. */
    private static Object withFactorOne(Object backoff) {
        try {
            Constructor<?> constructor = backoff.getClass().getConstructor(long.class, int.class, long.class, double.class);
            return constructor.newInstance(get(backoff, "initialInterval"), get(backoff, "multiplier"), get(backoff, "maxInterval"), 0.0);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The search for the least loaded broker starts at the head of the list. */
    static void firstChoice(Object networkClient) {
        set(networkClient, field(networkClient, "randOffset"), new Random() {
            @Override
            public int nextInt(int bound) {
                return 0;
            }
        });
    }

    static Cluster sortNodes(Cluster cluster) {
        List<Node> sorted = new ArrayList<>(cluster.nodes());
        sorted.sort(Comparator.comparingInt(Node::id));
        set(cluster, field(cluster, "nodes"), List.copyOf(sorted));
        return cluster;
    }

    /** In the client this is a set ordered by identity hash code, which no one can predict. */
    static void inCreationOrder(RecordAccumulator accumulator) {
        Object incomplete = get(accumulator, "incomplete");
        set(incomplete, field(incomplete, "incomplete"), new LinkedHashSet<ProducerBatch>());
    }

    static void takingTurns(BufferPool pool, BlockedSends blocked) {
        set(pool, field(pool, "lock"), blocked.memoryLock());
    }

    static void endFlush(RecordAccumulator accumulator) {
        ((AtomicInteger) get(accumulator, "flushesInProgress")).decrementAndGet();
    }

    /** Ports for brokers 0 and 1 such that a HashSet of the two is walked by ascending id, whichever was put in first. */
    static int[] portsInHashOrder(String host) {
        for (int low = 9092; ; low++) {
            for (int high = low + 1; high < low + 100; high++) {
                Node zero = new Node(0, host, low);
                Node one = new Node(1, host, high);
                List<Node> ascending = List.of(zero, one);
                if (ascending.equals(List.copyOf(new HashSet<>(List.of(zero, one)))) && ascending.equals(List.copyOf(new HashSet<>(List.of(one, zero))))) {
                    return new int[] {low, high};
                }
            }
        }
    }

    static Object get(Object holder, String name) {
        return get(holder, field(holder, name));
    }

    private static Object get(Object holder, Field field) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Object holder, Field field, Object value) {
        try {
            field.setAccessible(true);
            field.set(holder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Object holder, String name) {
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new IllegalStateException(holder.getClass() + " has no field " + name);
    }
}
