package io.millrace.processor.view;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.json.JsonMapper;

/** A stream of flights on a real broker, with its contract published. */
final class FlightsStream implements AutoCloseable {
    private final String namespace;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;
    private final Map<String, StreamSchema> published = new HashMap<>();

    FlightsStream(String kafka, String namespace) {
        this.namespace = namespace;
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all"), new StringSerializer(), new StringSerializer());
    }

    /** Creates the topic and publishes the contract under a stream's name. */
    StreamSchema publish(String stream) throws Exception {
        String topic = namespace + "." + stream;
        UUID topicId = new UUID(0, 0);
        NewTopic wanted = new NewTopic(topic, Optional.of(2), Optional.empty())
                .configs(Map.of("message.timestamp.type", "LogAppendTime"));
        org.apache.kafka.common.Uuid id =
                admin.createTopics(List.of(wanted)).topicId(topic).get(20, TimeUnit.SECONDS);
        topicId = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        StreamSchema schema = schema(stream, topicId);
        publish(schema);
        return schema;
    }

    /** Publishes the next version of the contract, with one more column. */
    void addColumn(String stream, String name) throws Exception {
        StreamSchema before = published.get(stream);
        List<ColumnSchema> columns = new ArrayList<>(before.columns());
        columns.add(ColumnSchema.of(name, ColumnType.STRING, false, 0));
        publish(new StreamSchema(
                stream,
                stream,
                before.topicId(),
                stream,
                "1.1.0",
                before.partitions(),
                List.copyOf(columns),
                before.eventTime(),
                before.outOfOrdernessMs(),
                false,
                -1));
    }

    private void publish(StreamSchema schema) throws Exception {
        PublishedContract contract = new PublishedContract(
                PublishedContract.TYPE,
                PublishedContract.V,
                schema.stream(),
                schema.contractVersion(),
                "active",
                schema.stream(),
                null,
                List.of(schema),
                Instant.EPOCH);
        published.put(schema.stream(), schema);
        send("millrace.contracts", schema.stream(), JsonMapper.builder().build().writeValueAsString(contract));
    }

    static StreamSchema schema(String stream, UUID topicId) {
        return new StreamSchema(
                stream,
                stream,
                topicId,
                stream,
                "1.0.0",
                2,
                List.of(
                        ColumnSchema.of("flight_id", ColumnType.STRING, true, 1),
                        ColumnSchema.of("departed_at", ColumnType.TIMESTAMP, true, 0),
                        ColumnSchema.of("origin", ColumnType.STRING, true, 0),
                        ColumnSchema.of("delay", ColumnType.LONG, false, 0),
                        ColumnSchema.of("seats", ColumnType.LONG, false, 0)),
                "departed_at",
                10_000,
                false,
                -1);
    }

    void flight(String stream, int id, String departedAt, String origin, int delay, int seats) throws Exception {
        send(
                stream,
                "F" + id,
                "{\"flight_id\":\"F%d\",\"departed_at\":\"%s\",\"origin\":\"%s\",\"delay\":%d,\"seats\":%d}"
                        .formatted(id, departedAt, origin, delay, seats));
    }

    /** Sends without waiting for the broker. */
    void post(String stream, int id, String departedAt, String origin, int delay) {
        producer.send(new ProducerRecord<>(
                namespace + "." + stream,
                "F" + id,
                "{\"flight_id\":\"F%d\",\"departed_at\":\"%s\",\"origin\":\"%s\",\"delay\":%d}"
                        .formatted(id, departedAt, origin, delay)));
    }

    void send(String topic, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(namespace + "." + topic, key, value)).get(20, TimeUnit.SECONDS);
    }

    /** Names of topics of the namespace that contain a text. */
    List<String> topics(String part) throws Exception {
        return admin.listTopics().names().get(20, TimeUnit.SECONDS).stream()
                .filter(name -> name.startsWith(namespace + ".") && name.contains(part))
                .sorted()
                .toList();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
