package io.millrace.views.subscription;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.ChangelogPlace;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a subscriber has seen. To clients it is opaque: {@code base.taken}, where the base is unpadded base64url of form 1,
 * varints of version, epoch, instant in milliseconds and offsets.
 *
 * @param version of the view
 * @param place every change before it was seen
 * @param taken how many changes of the next epoch that has any were seen, too
 */
record EventId(int version, ChangelogPlace place, int taken) {
    private static final byte FORM = 1;
    private static final int TEXT_MAX = 8 * 1024;
    private static final int VARINT_BYTES_MAX = 9;
    private static final int VARINT_BITS = 63;

    /** The part that all changes of an epoch share. */
    static String base(int version, ChangelogPlace place) {
        List<Long> offsets = place.offsets();
        ByteBuffer buffer = ByteBuffer.allocate(1 + (3 + offsets.size()) * VARINT_BYTES_MAX);
        buffer.put(FORM);
        put(buffer, version);
        put(buffer, place.epoch() + 1);
        put(buffer, Math.max(0, place.writtenAt().toEpochMilli()));
        offsets.forEach(offset -> put(buffer, offset));
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String token() {
        return base(version, place) + "." + taken;
    }

    /** @throws MillraceException with {@link SubscriptionError#MALFORMED_EVENT_ID} */
    static EventId parse(String token) {
        try {
            int dot = token.indexOf('.');
            if (dot < 0 || token.length() > TEXT_MAX) {
                throw new IllegalArgumentException("no dot, or too long");
            }
            int taken = Integer.parseInt(token.substring(dot + 1));
            ByteBuffer buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            if (buffer.get() != FORM || taken < 0) {
                throw new IllegalArgumentException("of an unknown form");
            }
            int version = Math.toIntExact(get(buffer));
            long epoch = get(buffer) - 1;
            Instant writtenAt = Instant.ofEpochMilli(get(buffer));
            List<Long> offsets = new ArrayList<>();
            while (buffer.hasRemaining()) {
                offsets.add(get(buffer));
            }
            return new EventId(version, new ChangelogPlace(epoch, writtenAt, offsets), taken);
        } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
            throw new MillraceException(
                    SubscriptionError.MALFORMED_EVENT_ID,
                    "Last-Event-ID is not one that this view's changes came with. Send the last one as it came, or none"
                            + " for a new snapshot.",
                    e);
        }
    }

    private static void put(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long get(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS; shift += 7) {
            byte b = buffer.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }
}
