package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.TransferableChannel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A channel that only remembers what is written to it. */
final class Wire implements TransferableChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** Up to 4.1 the buffer of a batch that expired as it was drained is used again before its bytes are written. */
    static void refuseOverwritten(boolean valid) {
        if (!valid) {
            throw new AssertionError("KAFKA-19012: the bytes of a batch were overwritten before they were written");
        }
    }

    /** The bytes of a request, all at once. */
    static ByteBuffer drain(NetworkSend send) throws IOException {
        Wire wire = new Wire();
        while (!send.completed()) {
            send.writeTo(wire);
        }
        return ByteBuffer.wrap(wire.taken.toByteArray());
    }

    @Override
    public int write(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        taken.writeBytes(bytes);
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += write(sources[i]);
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources) {
        return write(sources, 0, sources.length);
    }

    @Override
    public boolean hasPendingWrites() {
        return false;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) {
        throw new UnsupportedOperationException("nothing is read from files");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() { }
}
