package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.common.compress.Compression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.zip.GZIPOutputStream;

/**
 * gzip whose output has a size that the script decides: so many percent of what goes in, rounded up. How well a real
 * deflater does is the business of its implementation, so it is pinned like the other things that chance decides. The
 * bytes are gzip all the same, padded by a comment in the header, since the client reads them again when it splits.
 */
final class PinnedCodec {
    private static final int HAS_COMMENT = 16;
    private static final int FLAGS = 3;
    private static final int HEADER_BYTES = 10;

    private PinnedCodec() { }

    static Compression of(int percent) {
        Compression gzip = Compression.gzip().build();
        return (Compression) Proxy.newProxyInstance(Compression.class.getClassLoader(), new Class<?>[] {Compression.class}, (proxy, method, args) ->
            method.getName().equals("wrapForOutput") ? new Padded((OutputStream) args[0], percent) : method.invoke(gzip, args));
    }

    private static final class Padded extends ByteArrayOutputStream {
        private final OutputStream out;
        private final int percent;
        private boolean closed;

        Padded(OutputStream out, int percent) {
            this.out = out;
            this.percent = percent;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                writeTo(gzip);
            }
            byte[] bytes = packed.toByteArray();
            int padding = (int) ((size() * (long) percent + 99) / 100) - bytes.length;
            if (padding < 0) {
                throw new IllegalStateException(size() + " bytes do not go into " + percent + " percent");
            }
            if (padding > 0) {
                bytes[FLAGS] |= HAS_COMMENT;
            }
            out.write(bytes, 0, HEADER_BYTES);
            for (int i = 1; i < padding; i++) {
                out.write('.');
            }
            if (padding > 0) {
                out.write(0);
            }
            out.write(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        }
    }
}
