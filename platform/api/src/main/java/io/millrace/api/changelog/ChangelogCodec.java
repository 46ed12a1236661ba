package io.millrace.api.changelog;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of {@link ChangelogRecord}s. Version 1 of a progress value is {@code 'P'}, 1, varint epoch, varint count, and per
 * source 16 bytes of topic id, varint partition, varint next offset, 8 bytes of watermark, varint late rows.
 */
public final class ChangelogCodec {
    /** Header of a tombstone: the epoch as a varint. */
    public static final String EPOCH_HEADER = "millrace-epoch";

    private static final byte ROW_KEY = 'R';
    private static final byte PROGRESS = 'P';
    private static final byte UPSERT = 'U';
    private static final byte VERSION = 1;
    private static final int SOURCE_BYTES_MAX = 16 + Varint.BYTES_MAX * 3 + Long.BYTES;

    private ChangelogCodec() {}

    /** Kafka key of a row. */
    public static byte[] rowKey(byte[] key) {
        byte[] bytes = new byte[key.length + 1];
        bytes[0] = ROW_KEY;
        System.arraycopy(key, 0, bytes, 1, key.length);
        return bytes;
    }

    /** Kafka value of an upsert whose row is the first {@code length} bytes of {@code json}. */
    public static byte[] upsert(long epoch, byte[] json, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(2 + Varint.size(epoch) + length);
        buffer.put(UPSERT).put(VERSION);
        Varint.put(buffer, epoch);
        buffer.put(json, 0, length);
        return buffer.array();
    }

    /** Value of the header {@link #EPOCH_HEADER}. */
    public static byte[] epochHeader(long epoch) {
        ByteBuffer buffer = ByteBuffer.allocate(Varint.size(epoch));
        Varint.put(buffer, epoch);
        return buffer.array();
    }

    /** Kafka key of a sink partition's progress. */
    public static byte[] progressKey(int sender) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + Varint.size(sender));
        buffer.put(PROGRESS);
        Varint.put(buffer, sender);
        return buffer.array();
    }

    /** Whether a record with this Kafka key tells of progress, which can be asked without decoding the record. */
    public static boolean isProgress(byte[] key) {
        return key.length > 0 && key[0] == PROGRESS;
    }

    /** Kafka value of a sink partition's progress. */
    public static byte[] progress(Progress progress) {
        ByteBuffer buffer = ByteBuffer.allocate(
                2 + 2 * Varint.BYTES_MAX + progress.sources().size() * SOURCE_BYTES_MAX);
        buffer.put(PROGRESS).put(VERSION);
        Varint.put(buffer, progress.epoch());
        Varint.put(buffer, progress.sources().size());
        for (Progress.Source source : progress.sources()) {
            buffer.putLong(source.topicId().getMostSignificantBits());
            buffer.putLong(source.topicId().getLeastSignificantBits());
            Varint.put(buffer, source.partition());
            Varint.put(buffer, source.nextOffset());
            buffer.putLong(source.watermark());
            Varint.put(buffer, source.lateRows());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /**
     * @param epochHeader value of {@link #EPOCH_HEADER}, needed where {@code value} is null
     * @throws IllegalArgumentException where the bytes are of no known type or version
     */
    public static ChangelogRecord decode(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader) {
        try {
            return switch (key[0]) {
                case ROW_KEY -> row(Arrays.copyOfRange(key, 1, key.length), value, epochHeader);
                case PROGRESS -> new ChangelogRecord.Closed(progress(key, value));
                default -> throw new IllegalArgumentException("changelog key of unknown type " + key[0]);
            };
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("changelog record ends too early", e);
        }
    }

    private static ChangelogRecord row(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader) {
        if (value == null) {
            return new ChangelogRecord.Delete(epochHeader == null ? 0 : Varint.get(ByteBuffer.wrap(epochHeader)), key);
        }
        ByteBuffer buffer = opened(value, UPSERT);
        long epoch = Varint.get(buffer);
        return new ChangelogRecord.Upsert(epoch, key, Arrays.copyOfRange(value, buffer.position(), value.length));
    }

    private static Progress progress(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            throw new IllegalArgumentException("a progress record has no value");
        }
        int sender = (int) Varint.get(ByteBuffer.wrap(key, 1, key.length - 1));
        ByteBuffer buffer = opened(value, PROGRESS);
        long epoch = Varint.get(buffer);
        long count = Varint.get(buffer);
        List<Progress.Source> sources = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            UUID topicId = new UUID(buffer.getLong(), buffer.getLong());
            int partition = (int) Varint.get(buffer);
            long nextOffset = Varint.get(buffer);
            sources.add(new Progress.Source(topicId, partition, nextOffset, buffer.getLong(), Varint.get(buffer)));
        }
        return new Progress(sender, epoch, List.copyOf(sources));
    }

    private static ByteBuffer opened(byte[] value, byte type) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        byte actual = buffer.get();
        byte version = buffer.get();
        if (actual != type || version != VERSION) {
            throw new IllegalArgumentException("changelog value of type " + actual + " and version " + version
                    + "; this release reads type " + type + ", version " + VERSION);
        }
        return buffer;
    }
}
