package io.millrace.kernel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A point in the logs of streams: per topic id and partition the highest offset that is included. To clients it is an
 * opaque token. Positions form a lattice: {@link #merge} is the least upper bound and {@link #isCoveredBy} the order, so
 * "the view has seen P" is {@code P.isCoveredBy(viewPosition)}.
 *
 * <p>A topic is named by its Kafka topic id, not its name: a topic that was deleted and made anew has another id, and an
 * old position is never mistaken for one in the new topic.
 *
 * <p>The token is unpadded base64url of: version byte 1, then per topic its 16-byte id, a varint count, and that many
 * pairs of varints (partition, offset).
 */
public final class Position {
    public static final Position EMPTY = new Position(new TreeMap<>());

    private static final byte VERSION = 1;
    /** Bound on a token's decoded size: about 700 partitions. */
    private static final int BYTES_MAX = 8 * 1024;

    private final TreeMap<UUID, TreeMap<Integer, Long>> offsets;

    private Position(TreeMap<UUID, TreeMap<Integer, Long>> offsets) {
        this.offsets = offsets;
    }

    public static Position of(UUID topicId, int partition, long offset) {
        return new Builder().include(topicId, partition, offset).build();
    }

    public boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Topic id → partition → highest included offset; unmodifiable. */
    public Map<UUID, Map<Integer, Long>> offsets() {
        Map<UUID, Map<Integer, Long>> copy = new TreeMap<>();
        offsets.forEach((topic, partitions) -> copy.put(topic, Collections.unmodifiableMap(partitions)));
        return Collections.unmodifiableMap(copy);
    }

    /** The highest included offset, or -1 where nothing of that partition is included. */
    public long offset(UUID topicId, int partition) {
        TreeMap<Integer, Long> partitions = offsets.get(topicId);
        Long offset = partitions == null ? null : partitions.get(partition);
        return offset == null ? -1 : offset;
    }

    /** The smallest position that includes both. */
    public Position merge(Position other) {
        Builder builder = new Builder();
        builder.includeAll(this);
        builder.includeAll(other);
        return builder.build();
    }

    /** Whether everything that this position includes is included in the other. */
    public boolean isCoveredBy(Position other) {
        for (Map.Entry<UUID, TreeMap<Integer, Long>> topic : offsets.entrySet()) {
            for (Map.Entry<Integer, Long> entry : topic.getValue().entrySet()) {
                if (other.offset(topic.getKey(), entry.getKey()) < entry.getValue()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** This position without topics that are not among those given. */
    public Position only(java.util.Set<UUID> topicIds) {
        TreeMap<UUID, TreeMap<Integer, Long>> kept = new TreeMap<>(offsets);
        kept.keySet().retainAll(topicIds);
        return new Position(kept);
    }

    /** The opaque token; the empty position is a token, too. */
    public String token() {
        ByteBuffer buffer = ByteBuffer.allocate(1
                + offsets.values().stream()
                        .mapToInt(partitions -> 16 + 5 + partitions.size() * 15)
                        .sum());
        buffer.put(VERSION);
        offsets.forEach((topic, partitions) -> {
            buffer.putLong(topic.getMostSignificantBits()).putLong(topic.getLeastSignificantBits());
            putVarint(buffer, partitions.size());
            partitions.forEach((partition, offset) -> {
                putVarint(buffer, partition);
                putVarint(buffer, offset);
            });
        });
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws MillraceException with {@link CommonError#MALFORMED_POSITION} where the text is not a token */
    public static Position parse(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.strip());
            if (bytes.length == 0 || bytes.length > BYTES_MAX || bytes[0] != VERSION) {
                throw malformed(null);
            }
            return decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw malformed(e);
        }
    }

    private static Position decode(ByteBuffer buffer) {
        Builder builder = new Builder();
        while (buffer.hasRemaining()) {
            UUID topic = new UUID(buffer.getLong(), buffer.getLong());
            long count = getVarint(buffer);
            for (long i = 0; i < count; i++) {
                long partition = getVarint(buffer);
                if (partition > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException("partition " + partition);
                }
                builder.include(topic, (int) partition, getVarint(buffer));
            }
        }
        return builder.build();
    }

    private static MillraceException malformed(@Nullable Throwable cause) {
        return new MillraceException(
                CommonError.MALFORMED_POSITION,
                "The position cannot be read. Send it exactly as it came in Millrace-Position or in the reply's field position.",
                cause);
    }

    private static void putVarint(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long getVarint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte b = buffer.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint is longer than 9 bytes");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position position && position.offsets.equals(offsets);
    }

    @Override
    public int hashCode() {
        return offsets.hashCode();
    }

    @Override
    public String toString() {
        return offsets.toString();
    }

    /** Collects offsets, keeping the highest of each partition. Not thread-safe. */
    public static final class Builder {
        private final TreeMap<UUID, TreeMap<Integer, Long>> offsets = new TreeMap<>();

        /** @throws IllegalArgumentException where partition or offset is negative */
        public Builder include(UUID topicId, int partition, long offset) {
            if (partition < 0 || offset < 0) {
                throw new IllegalArgumentException("partition " + partition + ", offset " + offset);
            }
            offsets.computeIfAbsent(topicId, id -> new TreeMap<>()).merge(partition, offset, Math::max);
            return this;
        }

        public Builder includeAll(Position position) {
            position.offsets.forEach((topic, partitions) ->
                    partitions.forEach((partition, offset) -> include(topic, partition, offset)));
            return this;
        }

        public Position build() {
            TreeMap<UUID, TreeMap<Integer, Long>> copy = new TreeMap<>();
            offsets.forEach((topic, partitions) -> copy.put(topic, new TreeMap<>(partitions)));
            return new Position(copy);
        }
    }
}
