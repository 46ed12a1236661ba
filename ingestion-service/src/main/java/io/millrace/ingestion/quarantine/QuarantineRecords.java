package io.millrace.ingestion.quarantine;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.ingestion.EventHeaders;
import io.millrace.ingestion.admission.Refusal;
import io.millrace.kernel.Topics;
import io.millrace.kernel.Uuids;
import io.millrace.starter.MillraceSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.springframework.stereotype.Component;

/** Makes the record that keeps a refused event. */
@Component
public class QuarantineRecords {
    private static final int REASON_LENGTH_MAX = 4_000;

    private final MillraceSettings settings;
    private final Clock clock;

    QuarantineRecords(MillraceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param contract {@code id:version} that refused the event
     * @param refusals everything that is wrong with it, at least one; the first gives code and pointer
     * @param payload the event as it was sent
     */
    public ProducerRecord<byte[], byte[]> of(
            StreamSchema schema, String contract, List<Refusal> refusals, byte[] payload) {
        Refusal first = refusals.getFirst();
        List<Header> headers = new ArrayList<>(5);
        headers.add(header(EventHeaders.TYPE, EventHeaders.QUARANTINED_V1));
        headers.add(header(EventHeaders.CONTRACT, contract));
        headers.add(header(EventHeaders.CODE, first.code().name()));
        if (first.pointer() != null) {
            headers.add(header(EventHeaders.POINTER, first.pointer()));
        }
        headers.add(header(EventHeaders.REASON, reason(refusals)));
        return new ProducerRecord<>(
                topic(settings, schema), null, bytes(Uuids.next(clock).toString()), payload, headers);
    }

    static String topic(MillraceSettings settings, StreamSchema schema) {
        return settings.namespace().of(Topics.quarantine(schema.topic()));
    }

    private static String reason(List<Refusal> refusals) {
        StringBuilder reason = new StringBuilder(refusals.getFirst().detail());
        for (Refusal other : refusals.subList(1, refusals.size())) {
            reason.append(' ').append(other.detail());
        }
        if (reason.length() > REASON_LENGTH_MAX) {
            reason.setLength(REASON_LENGTH_MAX);
            reason.append('…');
        }
        return reason.toString();
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
