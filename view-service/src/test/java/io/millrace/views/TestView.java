package io.millrace.views;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.Progress;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.Position;
import io.millrace.kernel.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the part of stream-processor-service for one view: its definition, a source stream of one partition, which views may
 * share, and its changelog, written transactionally as the processor does.
 */
public final class TestView implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String namespace;
    private final String name;
    private final String source;
    private final int sinks;
    private final List<String> key;
    private final List<ViewColumn> hidden;
    private final List<ViewColumn> columns;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final UUID topicId;
    private List<ViewIndex> indexes = List.of();
    private int version = 1;
    private long nextOffset;

    /** A row as JSON, or null where it goes. */
    public record RowOf(int sink, String key, String json) {}

    public TestView(
            String kafka, String namespace, String name, int sinks, List<String> key, List<ViewColumn> columns) {
        this(kafka, namespace, name, sinks, key, List.of(), columns);
    }

    /** @param hidden columns of the key that are no members of the rows */
    public TestView(
            String kafka,
            String namespace,
            String name,
            int sinks,
            List<String> key,
            List<ViewColumn> hidden,
            List<ViewColumn> columns) {
        this(kafka, namespace, name, name + "_events", sinks, key, hidden, columns);
    }

    /** @param source the stream that it reads */
    public TestView(
            String kafka,
            String namespace,
            String name,
            String source,
            int sinks,
            List<String> key,
            List<ViewColumn> hidden,
            List<ViewColumn> columns) {
        this.namespace = namespace;
        this.name = name;
        this.source = source;
        this.sinks = sinks;
        this.key = List.copyOf(key);
        this.hidden = List.copyOf(hidden);
        this.columns = List.copyOf(columns);
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
        createTopic(source, 1, Map.of());
        createTopic(Topics.VIEWS, 1, Map.of("cleanup.policy", "compact"));
        createTopic(Topics.MEASUREMENTS, 1, Map.of());
        createTopic(Topics.viewChangelog(name, 1), sinks, Map.of("cleanup.policy", "compact"));
        this.topicId = topicId(source);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "transactional.id",
                        namespace + "." + name + "." + UUID.randomUUID(),
                        "linger.ms",
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    public static ViewColumn column(String name, String type) {
        return new ViewColumn(name, type);
    }

    private void createTopic(String topic, int partitions, Map<String, String> configuration) {
        NewTopic wanted = new NewTopic(namespace + "." + topic, partitions, (short) 1).configs(configuration);
        try {
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private UUID topicId(String topic) {
        try {
            org.apache.kafka.common.Uuid id = admin.describeTopics(List.of(namespace + "." + topic))
                    .allTopicNames()
                    .get()
                    .get(namespace + "." + topic)
                    .topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public PublishedView definition(ViewState state) {
        return definition(state, 1);
    }

    private PublishedView definition(ViewState state, int version) {
        return definition(state, version, null, null);
    }

    private PublishedView definition(ViewState state, int version, PublishedView next, PublishedView previous) {
        return new PublishedView(
                PublishedView.TYPE,
                PublishedView.V,
                name,
                version,
                state,
                null,
                "CREATE MATERIALIZED VIEW " + name,
                key,
                hidden,
                columns,
                indexes,
                List.of(new SourceStream(source, source, topicId, 1, List.of(0L), List.of(0L))),
                sinks,
                "r1",
                5000,
                -1,
                3_600_000,
                Instant.now(),
                Instant.now(),
                next,
                previous);
    }

    /** Definitions that are published from now on have these indexes. */
    public TestView indexed(List<ViewIndex> declared) {
        indexes = List.copyOf(declared);
        return this;
    }

    public TestView publish() {
        return publish(ViewState.RUNNING);
    }

    public TestView publish(ViewState state) {
        return publish(definition(state));
    }

    /** Publishes the definition as one of a version that has no changelog here. */
    public TestView publish(int version) {
        return publish(definition(ViewState.RUNNING, version));
    }

    /** From now on rows are those of another version, which is published as the next one of the first. */
    public TestView buildNext(int next) {
        createTopic(Topics.viewChangelog(name, next), sinks, Map.of("cleanup.policy", "compact"));
        version = next;
        return publish(definition(ViewState.RUNNING, 1, definition(ViewState.RUNNING, next), null));
    }

    /** Publishes that a version is served, and one that was before is kept. */
    public TestView serve(int served, int previous) {
        return publish(definition(ViewState.RUNNING, served, null, definition(ViewState.RUNNING, previous)));
    }

    /** From now on rows are those of this version. */
    public TestView writeTo(int other) {
        version = other;
        return this;
    }

    private TestView publish(PublishedView definition) {
        send(List.of(record(JSON.writeValueAsBytes(definition))));
        return this;
    }

    private ProducerRecord<byte[], byte[]> record(byte[] definition) {
        return new ProducerRecord<>(namespace + "." + Topics.VIEWS, 0, bytes(name), definition);
    }

    /** Tells the deletion of an earlier version and the definition, as whoever reads the topic again hears them. */
    public void retell() {
        send(List.of(record(null), record(JSON.writeValueAsBytes(definition(ViewState.RUNNING)))));
    }

    public void delete() {
        send(List.of(record(null)));
    }

    /** One event that is acknowledged to a client; returns its position. */
    public Position event() {
        try {
            producer.beginTransaction();
            long offset = producer.send(new ProducerRecord<>(namespace + "." + source, 0, null, bytes("{}")))
                    .get()
                    .offset();
            producer.commitTransaction();
            // The marker of the transaction takes an offset, too.
            nextOffset = offset + 2;
            return Position.of(topicId, 0, offset);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One past the last event that was sent through this view. */
    public long end() {
        return nextOffset;
    }

    /** Everything that was sent so far is in the epoch's rows. */
    public void epoch(long epoch, RowOf... rows) {
        epoch(epoch, nextOffset, rows);
    }

    public void epoch(long epoch, long includes, RowOf... rows) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(rows(epoch, rows));
        for (int sink = 0; sink < sinks; sink++) {
            records.add(closed(sink, epoch, includes));
        }
        send(records);
    }

    /** Rows and the closing of their epoch, written at another time. */
    public List<ProducerRecord<byte[], byte[]>> written(Instant at, long epoch, long includes, RowOf... rows) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(rows(epoch, rows));
        for (int sink = 0; sink < sinks; sink++) {
            records.add(closed(sink, epoch, includes));
        }
        return records.stream()
                .map(record -> new ProducerRecord<>(
                        record.topic(),
                        record.partition(),
                        (Long) at.toEpochMilli(),
                        record.key(),
                        record.value(),
                        record.headers()))
                .toList();
    }

    /** Rows without the closing of their epoch. */
    public List<ProducerRecord<byte[], byte[]>> rows(long epoch, RowOf... rows) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (RowOf row : rows) {
            byte[] json = row.json() == null ? null : bytes(row.json());
            records.add(new ProducerRecord<>(
                    changelog(),
                    row.sink(),
                    null,
                    ChangelogCodec.rowKey(bytes(row.key())),
                    json == null ? null : ChangelogCodec.upsert(epoch, json, json.length),
                    List.of(new RecordHeader(ChangelogCodec.EPOCH_HEADER, ChangelogCodec.epochHeader(epoch)))));
        }
        return records;
    }

    public ProducerRecord<byte[], byte[]> closed(int sink, long epoch, long includes) {
        Progress progress =
                new Progress(sink, epoch, List.of(new Progress.Source(topicId, 0, includes, 1_000_000L + epoch, 0)));
        return new ProducerRecord<>(
                changelog(), sink, ChangelogCodec.progressKey(sink), ChangelogCodec.progress(progress));
    }

    /** Sends in one transaction. */
    public void send(List<ProducerRecord<byte[], byte[]>> records) {
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.commitTransaction();
    }

    public String changelog() {
        return namespace + "." + Topics.viewChangelog(name, version);
    }

    public String name() {
        return name;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
