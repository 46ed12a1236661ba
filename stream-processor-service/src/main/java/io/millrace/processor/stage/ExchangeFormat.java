package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;

/**
 * Bytes of what travels over an exchange.
 *
 * <pre>
 * block   'B' version(1) sender epoch port, then up to the end parts of groups, or rows with their weights in front
 * close   'C' version(1) sender epoch, then a {@link SourceCut}
 * </pre>
 */
final class ExchangeFormat {
    static final byte BLOCK = 'B';
    static final byte CLOSE = 'C';
    static final byte VERSION = 1;
    /** A block is sent when it has reached this size, 16 KiB. */
    static final int BLOCK_BYTES = 16 * 1024;

    private ExchangeFormat() {}

    static void beginBlock(RowWriter out, int sender, long epoch, int port) {
        out.putByte(BLOCK).putByte(VERSION).putVarint(sender).putVarint(epoch).putByte(port);
    }

    static byte[] close(int sender, long epoch, SourceCut cut) {
        RowWriter out = new RowWriter(48);
        out.putByte(CLOSE).putByte(VERSION).putVarint(sender).putVarint(epoch);
        cut.write(out);
        return out.toByteArray();
    }

    /** The type of what is read, whose version is checked. */
    static byte open(RowReader in) {
        byte type = (byte) in.getByte();
        int version = in.getByte();
        if (version != VERSION || type != BLOCK && type != CLOSE) {
            throw new IllegalStateException("exchange record of type " + type + " and version " + version
                    + "; this release reads version " + VERSION);
        }
        return type;
    }
}
