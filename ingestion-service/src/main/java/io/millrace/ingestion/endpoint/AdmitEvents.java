package io.millrace.ingestion.endpoint;

import io.millrace.api.ingestion.EventError;
import io.millrace.api.ingestion.IngestionReply;
import io.millrace.ingestion.IngestionError;
import io.millrace.ingestion.admission.Inspection;
import io.millrace.ingestion.admission.Refusal;
import io.millrace.ingestion.admission.RefusalCode;
import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.ingestion.delivery.Delivery;
import io.millrace.ingestion.delivery.DeliveryResult;
import io.millrace.ingestion.quarantine.QuarantineRecords;
import io.millrace.kernel.MillraceException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Admits the events of one request, one after the other, and keeps the account of them. */
final class AdmitEvents {
    private static final int ERRORS_MAX = 100;
    /** Characters of all errors together, after which no further one is kept. */
    private static final int ERRORS_LENGTH_MAX = 128 * 1024;
    /** Each refused event costs a record of its own, however small it is. */
    static final int REFUSED_MAX = 10_000;

    private static final int KEPT_OF_TOO_LARGE = 64 * 1024;
    /** How often the clock is read. */
    private static final int EVENTS_PER_GLANCE = 256;

    private StreamAdmission admission;
    private final UnaryOperator<StreamAdmission> newest;
    private final Delivery delivery;
    private final QuarantineRecords quarantine;
    private final Clock clock;
    private final long futureSkewMs;
    private final Inspection inspection = new Inspection();
    private final List<EventError> errors = new ArrayList<>();
    private int errorsLength;
    private long index;
    private long refused;
    private long acceptedBytes;
    private long latestMs;
    private boolean foundNone;

    /** @param newest asked before an event is refused: the stream's latest admission, which is the given one where it is that */
    AdmitEvents(
            StreamAdmission admission,
            UnaryOperator<StreamAdmission> newest,
            Delivery delivery,
            QuarantineRecords quarantine,
            Clock clock,
            long futureSkewMs) {
        this.admission = admission;
        this.newest = newest;
        this.delivery = delivery;
        this.quarantine = quarantine;
        this.clock = clock;
        this.futureSkewMs = futureSkewMs;
    }

    /** @throws MillraceException with KAFKA_UNAVAILABLE once an event could not be delivered, or TOO_MANY_REFUSED */
    void event(byte[] bytes, int from, int to) {
        glance();
        if (to - from > StreamAdmission.RECORD_BYTES_MAX) {
            tooLarge(Arrays.copyOfRange(bytes, from, from + KEPT_OF_TOO_LARGE), to - from);
            return;
        }
        admission.inspect(bytes, from, to, latestMs, inspection);
        if (!inspection.admitted() && isSuperseded()) {
            admission.inspect(bytes, from, to, latestMs, inspection);
        }
        byte[] payload = Arrays.copyOfRange(bytes, from, to);
        if (inspection.admitted()) {
            delivery.event(index++, inspection.key(), payload);
            acceptedBytes += payload.length;
        } else {
            refuse(inspection.refusals(), payload);
        }
    }

    /** Goes on with a newer version of the contract where there is one by now. */
    private boolean isSuperseded() {
        StreamAdmission latest = newest.apply(admission);
        if (latest == admission) {
            return false;
        }
        admission = latest;
        delivery.contract(latest.contract());
        return true;
    }

    /**
     * Refuses an event that is larger than allowed.
     *
     * @param kept its first bytes
     * @param length how many bytes it had
     */
    void tooLarge(byte[] kept, long length) {
        glance();
        String detail = "The event has " + length + " bytes; at most " + StreamAdmission.RECORD_BYTES_MAX
                + " are allowed. The quarantine keeps its first " + kept.length + " bytes.";
        refuse(List.of(new Refusal(RefusalCode.RECORD_TOO_LARGE, null, detail)), kept);
    }

    private void refuse(List<Refusal> refusals, byte[] payload) {
        if (refused == REFUSED_MAX) {
            throw new MillraceException(
                    IngestionError.TOO_MANY_REFUSED,
                    REFUSED_MAX + " events of the request were refused, and the one at nextIndex would be, too."
                            + " Mend the sender or the contract, then send the rest from nextIndex on.");
        }
        refused++;
        if (errors.size() < ERRORS_MAX && errorsLength < ERRORS_LENGTH_MAX) {
            errors.add(error(refusals));
            refusals.forEach(refusal -> errorsLength += refusal.detail().length());
        }
        delivery.quarantine(index++, quarantine.of(admission.schema(), admission.contract(), refusals, payload));
    }

    private EventError error(List<Refusal> refusals) {
        Refusal first = refusals.getFirst();
        List<EventError.Also> also = refusals.stream()
                .skip(1)
                .map(refusal -> new EventError.Also(refusal.code().name(), refusal.pointer(), refusal.detail()))
                .toList();
        return new EventError(index, first.code().name(), first.pointer(), first.detail(), also);
    }

    private void glance() {
        if (index % EVENTS_PER_GLANCE == 0) {
            latestMs = clock.millis() + futureSkewMs;
        }
        if (delivery.broken()) {
            throw notDelivered(null);
        }
    }

    /** @param cause why the first event was not delivered; null where only {@link #finish} will tell */
    static MillraceException notDelivered(@Nullable Exception cause) {
        if (cause instanceof RecordTooLargeException) {
            return new MillraceException(
                    IngestionError.TOPIC_TOO_NARROW,
                    "Kafka does not take the event at nextIndex for its size, which the contract allows."
                            + " Raise max.message.bytes of the stream's topic to 2 MiB, and of its quarantine to 4 MiB.",
                    cause);
        }
        return new MillraceException(
                IngestionError.KAFKA_UNAVAILABLE,
                "Kafka did not take all events in time. Send them again from nextIndex on, after the time in Retry-After.",
                cause);
    }

    /** The body was a well-formed array without events. */
    void foundNone(boolean none) {
        foundNone = none;
    }

    boolean foundNone() {
        return foundNone;
    }

    /** How many events were read so far. */
    long read() {
        return index;
    }

    long refused() {
        return refused;
    }

    long acceptedBytes() {
        return acceptedBytes;
    }

    /** Waits for every acknowledgement. */
    DeliveryResult finish(UUID topicId) {
        return delivery.finish(topicId);
    }

    /**
     * The account of the request.
     *
     * @param brokenOff whether reading ended before the body did
     */
    IngestionReply reply(DeliveryResult result, boolean brokenOff) {
        Long nextIndex = result.firstUnknown() >= 0 ? Long.valueOf(result.firstUnknown()) : brokenOff ? index : null;
        List<EventError> known = nextIndex == null
                ? errors
                : errors.stream().filter(error -> error.index() < nextIndex).toList();
        return new IngestionReply(
                result.accepted(), result.quarantined(), result.position().token(), known, nextIndex);
    }
}
