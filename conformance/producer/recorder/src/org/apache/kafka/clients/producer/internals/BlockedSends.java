package org.apache.kafka.clients.producer.internals;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The application's threads that stand in `send` because buffer memory is short. Threads take turns: only one of them or
 * the driver runs at a time, so that nothing depends on a scheduler. One that may go on does so when the sender's thread
 * comes to its next wait or the end of its pass, or when its time is up.
 */
final class BlockedSends {
    private final VirtualTime time;
    private final Trace trace;
    private final Semaphore driver = new Semaphore(0);
    /** By the time of the call. */
    private final List<Caller> blocked = new ArrayList<>();
    private final List<MemoryCome> waits = new ArrayList<>();
    private boolean abandoned;

    BlockedSends(VirtualTime time, Trace trace) {
        this.time = time;
        this.trace = trace;
    }

    private final class Caller extends Thread {
        final int id;
        private final Runnable send;
        private final Semaphore turn = new Semaphore(0);
        BooleanSupplier mayGoOn;
        boolean ended;

        Caller(int id, Runnable send) {
            this.id = id;
            this.send = send;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                send.run();
            } catch (VirtualTime.Finished over) {
                // The script has ended: nobody waits for this call any more.
            } finally {
                ended = true;
                driver.release();
            }
        }

        /** Gives the turn back to the driver until it may go on. */
        private void block(BooleanSupplier condition) {
            mayGoOn = condition;
            driver.release();
            turn.acquireUninterruptibly();
            if (abandoned) {
                throw new VirtualTime.Finished("abandoned");
            }
        }
    }

    /** Makes a call that may block; returns when it has returned or blocks. */
    void call(int id, Runnable send) {
        Caller caller = new Caller(id, send);
        caller.start();
        driver.acquireUninterruptibly();
        if (!caller.ended) {
            trace.event("blocked").put("id", id);
            blocked.add(caller);
        }
    }

    /** Some have waited for as long as they may: they go on without memory, then others perhaps with it. */
    private void timeIsUp() {
        for (MemoryCome wait : waits) {
            wait.expired |= wait.deadline <= time.now();
        }
        letGoOn();
    }

    /** Lets those go on who may, one after the other, until there is none. */
    void letGoOn() {
        for (int i = 0; i < blocked.size(); ) {
            Caller caller = blocked.get(i);
            if (!caller.mayGoOn.getAsBoolean()) {
                i++;
                continue;
            }
            resume(caller);
            if (caller.ended) {
                blocked.remove(i);
                trace.event("returned").put("id", caller.id);
            }
            i = 0;
        }
    }

    /** Ends the threads that still wait when the script is over. */
    void abandon() {
        abandoned = true;
        for (Caller caller : blocked) {
            resume(caller);
        }
        blocked.clear();
    }

    private void resume(Caller caller) {
        caller.turn.release();
        driver.acquireUninterruptibly();
    }

    private Caller caller() {
        if (Thread.currentThread() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a send blocks the sender's own thread, which is not recorded");
    }

    /** In place of the buffer pool's lock: who waits for memory gives the turn back. */
    ReentrantLock memoryLock() {
        return new ReentrantLock() {
            @Override
            public Condition newCondition() {
                return new MemoryCome(this);
            }
        };
    }

    private final class MemoryCome implements Condition {
        private final ReentrantLock lock;
        private long deadline;
        private boolean signalled;
        private boolean expired;

        MemoryCome(ReentrantLock lock) {
            this.lock = lock;
        }

        @Override
        public boolean await(long wait, TimeUnit unit) {
            long millis = unit.toMillis(wait);
            if (millis <= 0) {
                return false;
            }
            Caller caller = caller();
            deadline = time.now() + millis;
            signalled = false;
            waits.add(this);
            time.at(deadline, BlockedSends.this::timeIsUp);
            lock.unlock();
            try {
                caller.block(() -> signalled || expired);
            } finally {
                waits.remove(this);
                lock.lock();
            }
            return !expired;
        }

        @Override
        public void signal() {
            signalled = true;
        }

        @Override
        public void signalAll() {
            signal();
        }

        @Override
        public void await() {
            throw new UnsupportedOperationException("the pool waits for a limited time");
        }

        @Override
        public void awaitUninterruptibly() {
            throw new UnsupportedOperationException("the pool waits for a limited time");
        }

        @Override
        public long awaitNanos(long nanos) {
            throw new UnsupportedOperationException("the pool asks whether it was signalled");
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("the pool knows no dates");
        }
    }
}
