package io.millrace.api.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the active version of its contract describes it: what the door checks and what SQL sees.
 *
 * @param stream the stream's name, {@link io.millrace.kernel.Names#FORM}
 * @param topic the Kafka topic without the namespace prefix; the stream's name unless physicalName says otherwise
 * @param topicId Kafka's id of that topic; null until it has been created
 * @param contractId the contract it belongs to
 * @param contractVersion semantic version of the active contract
 * @param partitions number of partitions, 1 to 1024
 * @param columns in the contract's order
 * @param eventTime the column that holds the event time; null where arrival counts
 * @param outOfOrdernessMs how far behind the greatest event time an event may be and still count as on time, milliseconds
 * @param keepUnknownFields whether members that the contract does not name pass; else they are refused as UNKNOWN_FIELD
 * @param retentionMs how long the topic keeps records, milliseconds; -1 for ever
 * @param derivedFrom the streams whose events a query makes this one's of, which then takes no others; empty where events are
 *     sent to it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamSchema(
        String stream,
        String topic,
        @Nullable UUID topicId,
        String contractId,
        String contractVersion,
        int partitions,
        List<ColumnSchema> columns,
        @Nullable String eventTime,
        long outOfOrdernessMs,
        boolean keepUnknownFields,
        long retentionMs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> derivedFrom) {
    // Records that were written before there were derived streams do not have the member.
    public StreamSchema {
        derivedFrom = derivedFrom == null ? List.of() : List.copyOf(derivedFrom);
    }

    /** A stream that events are sent to. */
    public StreamSchema(
            String stream,
            String topic,
            @Nullable UUID topicId,
            String contractId,
            String contractVersion,
            int partitions,
            List<ColumnSchema> columns,
            @Nullable String eventTime,
            long outOfOrdernessMs,
            boolean keepUnknownFields,
            long retentionMs) {
        this(
                stream,
                topic,
                topicId,
                contractId,
                contractVersion,
                partitions,
                columns,
                eventTime,
                outOfOrdernessMs,
                keepUnknownFields,
                retentionMs,
                List.of());
    }

    /** The same with its topic's id. */
    public StreamSchema on(UUID topic) {
        return new StreamSchema(
                stream,
                this.topic,
                topic,
                contractId,
                contractVersion,
                partitions,
                columns,
                eventTime,
                outOfOrdernessMs,
                keepUnknownFields,
                retentionMs,
                derivedFrom);
    }

    /** Whether a query makes its events. */
    @JsonIgnore
    public boolean isDerived() {
        return !derivedFrom.isEmpty();
    }

    /** The columns of the Kafka key in key order; empty where the stream has no primary key. */
    @JsonIgnore
    public List<ColumnSchema> keyColumns() {
        return columns.stream()
                .filter(column -> column.primaryKeyPosition() > 0)
                .sorted(Comparator.comparingInt(ColumnSchema::primaryKeyPosition))
                .toList();
    }
}
