package io.millrace.processor.view;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of contract-registry-service a derived stream needs: keeps documents, refuses other content of a version that is there,
 * makes topics, and publishes. Everything else it answers with 503, so that streams are known from millrace.contracts.
 */
final class FakeRegistry implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PATH = "/api/contracts/";

    private final String namespace;
    private final HttpServer server;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;
    /** By id. */
    final Map<String, JsonNode> documents = new ConcurrentHashMap<>();

    volatile boolean down;

    FakeRegistry(String kafka, String namespace) {
        this.namespace = namespace;
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all"), new StringSerializer(), new StringSerializer());
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean authorized = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                    .startsWith("Bearer ");
            if (down || !authorized || !path.startsWith(PATH)) {
                reply(exchange, 503, "{}");
                return;
            }
            String id = path.substring(PATH.length());
            JsonNode present = documents.get(id);
            if (exchange.getRequestMethod().equals("PUT")) {
                put(exchange, id, present);
            } else if (present == null) {
                reply(exchange, 404, "{\"detail\":\"There is no contract.\"}");
            } else {
                reply(exchange, 200, present.toString());
            }
        }
    }

    private void put(HttpExchange exchange, String id, JsonNode present) throws IOException {
        JsonNode document = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (present != null
                && present.path("version").equals(document.path("version"))
                && !present.path("schema").equals(document.path("schema"))) {
            reply(exchange, 409, "{\"code\":\"VERSION_EXISTS\",\"detail\":\"It has other content.\"}");
            return;
        }
        try {
            publish(id, document);
            documents.put(id, document);
            reply(exchange, present == null ? 201 : 200, "{}");
        } catch (Exception e) {
            reply(exchange, 503, "{}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void publish(String id, JsonNode document) throws Exception {
        boolean active = document.path("status").asString("").equals("active");
        PublishedContract contract = new PublishedContract(
                PublishedContract.TYPE,
                PublishedContract.V,
                id,
                document.path("version").asString(),
                document.path("status").asString(),
                id,
                null,
                active ? List.of(stream(id, document)) : List.of(),
                Instant.EPOCH);
        producer.send(new ProducerRecord<>(namespace + ".millrace.contracts", id, JSON.writeValueAsString(contract)))
                .get(20, TimeUnit.SECONDS);
    }

    private StreamSchema stream(String id, JsonNode document) throws Exception {
        JsonNode stream = document.path("schema").path(0);
        int partitions = Integer.parseInt(property(stream, "millrace.partitions"));
        String outOfOrderness = property(stream, "millrace.outOfOrderness");
        List<ColumnSchema> columns = new ArrayList<>();
        for (JsonNode column : stream.path("properties")) {
            columns.add(ColumnSchema.of(
                    column.path("name").asString(),
                    type(column.path("logicalType").asString()),
                    column.path("required").asBoolean(false),
                    column.path("primaryKeyPosition").asInt(0)));
        }
        return new StreamSchema(
                id,
                id,
                topic(id, partitions),
                id,
                document.path("version").asString(),
                partitions,
                columns,
                property(stream, "millrace.eventTime"),
                Long.parseLong(outOfOrderness.replace(" ms", "")),
                false,
                -1,
                List.of(property(stream, "millrace.derivedFrom").split(", ")));
    }

    private static ColumnType type(String logicalType) {
        return switch (logicalType) {
            case "integer" -> ColumnType.LONG;
            case "timestamp" -> ColumnType.TIMESTAMP;
            default -> ColumnType.STRING;
        };
    }

    private static String property(JsonNode stream, String name) {
        for (JsonNode property : stream.path("customProperties")) {
            if (property.path("property").asString().equals(name)) {
                return property.path("value").asString();
            }
        }
        return null;
    }

    private UUID topic(String name, int partitions) throws Exception {
        String topic = namespace + "." + name;
        if (!admin.listTopics().names().get(20, TimeUnit.SECONDS).contains(topic)) {
            NewTopic stream = new NewTopic(topic, Optional.of(partitions), Optional.empty())
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(List.of(stream)).all().get(20, TimeUnit.SECONDS);
        }
        String quarantine = topic + ".quarantine";
        if (!admin.listTopics().names().get(20, TimeUnit.SECONDS).contains(quarantine)) {
            admin.createTopics(List.of(new NewTopic(quarantine, Optional.of(1), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        org.apache.kafka.common.Uuid id = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(20, TimeUnit.SECONDS)
                .get(topic)
                .topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    @Override
    public void close() {
        server.stop(0);
        producer.close();
        admin.close();
    }
}
