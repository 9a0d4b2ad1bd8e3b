package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.common.utils.Time;

import java.util.PriorityQueue;
import java.util.function.Supplier;

/** The client's clock, and the agenda of what is to come, by time and then by the order in which it was entered. */
final class VirtualTime implements Time {
    static final long NEVER = Long.MAX_VALUE;

    /** The clock's reading at time 0: so far from 0 that what never happened lies in the past. */
    private static final long READING_AT_START = 1_000_000L;

    /** Leaves the sender's loop, which catches exceptions but not errors. */
    static final class Finished extends Error {
        Finished(String why) {
            super(why, null, false, false);
        }
    }

    private record Due(long at, long ordinal, Runnable act) { }

    private final PriorityQueue<Due> agenda = new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.ordinal, b.ordinal));
    private final long end;
    private long entered;
    private long now;
    private BlockedSends blocked;

    /** Something was due, or the clock moved, since this was last put down. */
    boolean stirred;

    VirtualTime(long end) {
        this.end = end;
    }

    void waitsFor(BlockedSends sends) {
        blocked = sends;
    }

    long now() {
        return now;
    }

    void at(long when, Runnable act) {
        agenda.add(new Due(when, entered++, act));
    }

    long nextDue() {
        return agenda.isEmpty() ? NEVER : agenda.peek().at;
    }

    void doWhatIsDue() {
        while (nextDue() <= now) {
            stirred = true;
            agenda.poll().act.run();
        }
    }

    void moveTo(long when) {
        stirred = true;
        now = Math.min(when, end);
        if (when >= end) {
            throw new Finished("end");
        }
    }

    /** Time passes and the sender does not look: the application acts on time, arrivals wait in their connections. */
    void elapse(long millis) {
        long until = now + millis;
        while (nextDue() <= until) {
            moveTo(Math.max(now, nextDue()));
            doWhatIsDue();
        }
        moveTo(until);
    }

    @Override
    public long milliseconds() {
        return READING_AT_START + now;
    }

    @Override
    public long nanoseconds() {
        return milliseconds() * 1_000_000L;
    }

    @Override
    public void sleep(long millis) {
        blocked.letGoOn();
        elapse(millis);
    }

    /** Only `send` waits like this, for metadata, which is there from the start. */
    @Override
    public void waitObject(Object monitor, Supplier<Boolean> condition, long deadline) {
        if (!condition.get()) {
            throw new IllegalStateException("a send waits for metadata, which is not recorded");
        }
    }
}
