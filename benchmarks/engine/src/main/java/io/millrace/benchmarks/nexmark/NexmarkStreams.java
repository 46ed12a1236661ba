package io.millrace.benchmarks.nexmark;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** The streams of Nexmark on a broker: persons, auctions, bids. */
public final class NexmarkStreams implements KnownStreams {
    private static final long OUT_OF_ORDERNESS_MS = 4_000;

    private static final Map<String, List<ColumnSchema>> COLUMNS = Map.of(
            "person",
            List.of(
                    key("id"),
                    text("name"),
                    text("emailAddress"),
                    text("creditCard"),
                    text("city"),
                    text("state"),
                    time("dateTime"),
                    text("extra")),
            "auction",
            List.of(
                    key("id"),
                    text("itemName"),
                    text("description"),
                    number("initialBid"),
                    number("reserve"),
                    time("dateTime"),
                    time("expires"),
                    number("seller"),
                    number("category"),
                    text("extra")),
            "bid",
            List.of(
                    number("auction"),
                    number("bidder"),
                    number("price"),
                    text("channel"),
                    text("url"),
                    time("dateTime"),
                    text("extra")));

    private final Map<String, StreamSchema> streams = new HashMap<>();

    private NexmarkStreams(Map<String, Uuid> topicIds) {
        topicIds.forEach((stream, id) -> streams.put(
                stream, schema(stream, new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()))));
    }

    private static StreamSchema schema(String stream, UUID topicId) {
        return new StreamSchema(
                stream,
                stream,
                topicId,
                stream,
                "1.0.0",
                GenerateEvents.PARTITIONS,
                COLUMNS.getOrDefault(stream, List.of()),
                "dateTime",
                OUT_OF_ORDERNESS_MS,
                false,
                -1);
    }

    /** Makes their topics. */
    static void create(Admin admin, Namespace namespace) throws ExecutionException, InterruptedException {
        admin.createTopics(COLUMNS.keySet().stream()
                        .map(stream -> new NewTopic(
                                        namespace.of(stream), Optional.of(GenerateEvents.PARTITIONS), Optional.empty())
                                .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1")))
                        .toList())
                .all()
                .get();
    }

    /** Without a broker. */
    public static NexmarkStreams nowhere() {
        Map<String, Uuid> ids = new HashMap<>();
        COLUMNS.keySet().forEach(stream -> ids.put(stream, Uuid.randomUuid()));
        return new NexmarkStreams(ids);
    }

    /** Those that are on the broker. */
    public static NexmarkStreams of(Admin admin, Namespace namespace) throws ExecutionException, InterruptedException {
        Map<String, Uuid> ids = new HashMap<>();
        admin.describeTopics(COLUMNS.keySet().stream().map(namespace::of).toList())
                .allTopicNames()
                .get()
                .forEach((topic, description) -> {
                    String stream = namespace.strip(topic);
                    if (stream != null) {
                        ids.put(stream, description.topicId());
                    }
                });
        return new NexmarkStreams(ids);
    }

    private static ColumnSchema key(String name) {
        return ColumnSchema.of(name, ColumnType.LONG, true, 1);
    }

    private static ColumnSchema number(String name) {
        return ColumnSchema.of(name, ColumnType.LONG, true, 0);
    }

    private static ColumnSchema text(String name) {
        return ColumnSchema.of(name, ColumnType.STRING, true, 0);
    }

    private static ColumnSchema time(String name) {
        return ColumnSchema.of(name, ColumnType.TIMESTAMP, true, 0);
    }

    @Override
    public Optional<StreamSchema> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    @Override
    public Collection<String> names() {
        return streams.keySet();
    }
}
