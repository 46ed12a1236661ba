package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream's active contract, compiled: decides in one pass over an event's bytes whether it is admitted, and takes out the
 * Kafka key and the event time. Immutable; shared by all requests.
 */
public final class StreamAdmission {
    /** An event's greatest size, bytes. */
    public static final int RECORD_BYTES_MAX = 1024 * 1024;
    /** Greatest size of an event and its key together, bytes; with headers it fits into 2 MiB, which topics take. */
    private static final int KEYED_BYTES_MAX = RECORD_BYTES_MAX * 3 / 2;

    private final StreamSchema schema;
    private final ObjectCheck event;
    private final KeyColumns key;

    private StreamAdmission(StreamSchema schema, ObjectCheck event, KeyColumns key) {
        this.schema = schema;
        this.event = event;
        this.key = key;
    }

    /** @throws IllegalArgumentException where a pattern, format or bound of the contract cannot be read */
    public static StreamAdmission compile(StreamSchema schema) {
        List<ColumnSchema> keyColumns = schema.keyColumns();
        List<ObjectCheck.Member> members = new ArrayList<>();
        for (ColumnSchema column : schema.columns()) {
            boolean eventTime = column.name().equals(schema.eventTime());
            int keySlot = keyColumns.indexOf(column);
            members.add(new ObjectCheck.Member(
                    column.name(),
                    compile(column, schema.keepUnknownFields()),
                    column.required() || eventTime || keySlot >= 0,
                    keySlot,
                    eventTime));
        }
        return new StreamAdmission(
                schema, new ObjectCheck(members, schema.keepUnknownFields()), new KeyColumns(keyColumns));
    }

    private static ValueCheck compile(ColumnSchema column, boolean keepUnknown) {
        return switch (column.type()) {
            case STRING -> new StringCheck(column.constraints());
            case BINARY -> new BinaryCheck(column.constraints());
            case LONG -> new LongCheck(column.constraints());
            case DOUBLE -> new NumberCheck(0, 0, column.constraints());
            case DECIMAL -> new NumberCheck(column.precision(), column.scale(), column.constraints());
            case BOOLEAN -> new BooleanCheck();
            case DATE, TIME, TIMESTAMP -> new TemporalCheck(column);
            case OBJECT -> object(column, keepUnknown);
            case MAP -> new MapCheck(compile(value(column), keepUnknown));
            case ARRAY -> {
                ColumnSchema items = column.items();
                yield new ArrayCheck(column, items == null ? AnyCheck.value() : compile(items, keepUnknown));
            }
        };
    }

    private static ValueCheck object(ColumnSchema column, boolean keepUnknown) {
        if (column.properties().isEmpty()) {
            return AnyCheck.object();
        }
        List<ObjectCheck.Member> members = column.properties().stream()
                .map(property -> new ObjectCheck.Member(
                        property.name(), compile(property, keepUnknown), property.required(), -1, false))
                .toList();
        return new ObjectCheck(members, keepUnknown);
    }

    private static ColumnSchema value(ColumnSchema map) {
        ColumnSchema value = map.items();
        if (value == null) {
            throw new IllegalArgumentException("the map " + map.name() + " has no type of values");
        }
        return value;
    }

    public StreamSchema schema() {
        return schema;
    }

    /** {@code id:version} of the contract. */
    public String contract() {
        return schema.contractId() + ":" + schema.contractVersion();
    }

    /**
     * Inspects the event in a range of bytes.
     *
     * @param latestMs an event time after this is refused, milliseconds since the epoch
     * @param result where the findings go; what it held before is forgotten
     */
    public void inspect(byte[] bytes, int from, int to, long latestMs, Inspection result) {
        result.reset(bytes, from, to);
        if (to - from > RECORD_BYTES_MAX) {
            result.refuseWhole(
                    RefusalCode.RECORD_TOO_LARGE,
                    "The event has " + (to - from) + " bytes; at most " + RECORD_BYTES_MAX + " are allowed.");
            return;
        }
        try {
            read(result);
            if (result.admitted()) {
                checkEventTime(latestMs, result);
            }
            if (result.admitted()) {
                takeKey(to - from, result);
            }
        } catch (RefusedJson e) {
            result.refuseWhole(e.code(), e.detail());
        }
    }

    private void read(Inspection result) {
        if (result.keyStarts.length < key.size()) {
            result.keyStarts = new int[key.size()];
            result.keyEnds = new int[key.size()];
        }
        int first = result.json.next();
        if (first == 'n') {
            result.mismatch("object");
        } else {
            event.check(result, first);
        }
        if (result.json.next() != -1) {
            throw result.json.unexpected("the end of the event");
        }
    }

    private void takeKey(int size, Inspection result) {
        byte[] taken = key.bytes(result);
        if (taken != null && size + taken.length > KEYED_BYTES_MAX) {
            result.refuseWhole(
                    RefusalCode.RECORD_TOO_LARGE,
                    "The event has " + size + " bytes and its key " + taken.length + "; at most " + KEYED_BYTES_MAX
                            + " are allowed together. Use a shorter key.");
        } else {
            result.key = taken;
        }
    }

    private void checkEventTime(long latestMs, Inspection result) {
        String column = schema.eventTime();
        if (column != null && result.hasEventTime() && result.eventTimeMs() > latestMs) {
            result.refuseAt(
                    column,
                    RefusalCode.EVENT_TIME_IN_FUTURE,
                    column + " is " + Instant.ofEpochMilli(result.eventTimeMs())
                            + ", after " + Instant.ofEpochMilli(latestMs)
                            + ", the latest that is taken now; set the sender's clock right.");
        }
    }
}
