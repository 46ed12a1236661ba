package io.millrace.ingestion.quarantine;

import io.millrace.api.ingestion.EventHeaders;
import io.millrace.api.ingestion.QuarantinedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads the records of a quarantine. Tolerant: a record that somebody else wrote there is shown, too. */
final class QuarantinedEvents {
    private QuarantinedEvents() {}

    static QuarantinedEvent of(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] payload = record.value() == null ? new byte[0] : record.value();
        String text = text(payload);
        String reason = header(record, EventHeaders.REASON);
        String code = header(record, EventHeaders.CODE);
        String contract = header(record, EventHeaders.CONTRACT);
        return new QuarantinedEvent(
                key == null ? record.partition() + "-" + record.offset() : new String(key, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(record.timestamp()),
                reason == null ? "" : reason,
                code == null ? "" : code,
                header(record, EventHeaders.POINTER),
                contract == null ? "" : contract,
                text,
                text == null ? Base64.getEncoder().encodeToString(payload) : null);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
