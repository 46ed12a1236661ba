package io.millrace.processor.stage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a stage's results go; the runtime gives it. Everything that is put out between two commits becomes visible at once or not at all. */
public interface StageOutput {
    /** To one partition of an exchange, see {@link CutPlan#exchanges}. */
    void exchange(int exchange, int destination, byte[] block);

    /** To all partitions of an exchange. */
    void exchangeAll(int exchange, byte[] close);

    /**
     * To this task's partition of the view's changelog, in order.
     *
     * @param value null to remove the key
     * @param epochHeader set where {@code value} is null
     */
    void changelog(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader);

    /**
     * To this task's partition of a derived stream, in order.
     *
     * @param key null where the stream has no primary key
     */
    void event(byte @Nullable [] key, byte[] value);

    /** To the quarantine of the view or stream. */
    void quarantine(Refused refused);

    /** To the log of the stage's state. */
    void log(byte[] key, byte @Nullable [] value);

    /**
     * A row or event that the view could not take in.
     *
     * @param code upper snake case
     * @param detail the facts, then what to do
     * @param pointer RFC 6901 pointer into the payload, or null
     * @param origin {@code partition-offset} of the source record; null for a row of a later stage
     * @param payload the row as JSON, or the event's bytes as they came; of a large one its beginning, which the detail says
     */
    record Refused(
            String code,
            String detail,
            @Nullable String pointer,
            @Nullable String origin,
            byte[] payload) {
        private static final int PAYLOAD_BYTES_MAX = 1024 * 1024;

        /** RFC 6901 pointer to a member of the payload. */
        static String pointerTo(String member) {
            return "/" + member.replace("~", "~0").replace("/", "~1");
        }

        /** The same where the payload is small enough to be kept whole, else with its beginning. */
        Refused bounded() {
            if (payload.length <= PAYLOAD_BYTES_MAX) {
                return this;
            }
            int end = PAYLOAD_BYTES_MAX;
            while (end > PAYLOAD_BYTES_MAX - 4 && (payload[end] & 0xC0) == 0x80) {
                end--;
            }
            String cut = detail + " The payload is the first " + end + " bytes of " + payload.length + ".";
            return new Refused(code, cut, pointer, origin, Arrays.copyOf(payload, end));
        }
    }
}
