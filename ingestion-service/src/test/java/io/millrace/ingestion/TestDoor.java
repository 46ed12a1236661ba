package io.millrace.ingestion;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Topics;
import io.millrace.testkit.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The door under test, from outside: an HTTP client on one side, Kafka on the other, and the registry's part in between. */
public final class TestDoor implements AutoCloseable {
    public static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final String kafka;
    private final String namespace;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public TestDoor(int port, String kafka, String namespace) {
        this.port = port;
        this.kafka = kafka;
        this.namespace = namespace;
    }

    public int port() {
        return port;
    }

    /** What the door answered. */
    public record Reply(int status, JsonNode body, Map<String, List<String>> headers) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of(""))
                    .getFirst();
        }

        public String position() {
            return body.get("position").asString();
        }
    }

    /** Does what the registry does when a contract is activated. */
    public void activate(StreamSchema schema) {
        createTopics(schema);
        publish(schema);
    }

    public void createTopics(StreamSchema schema) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            Map<String, String> config =
                    Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "2097152");
            admin.createTopics(List.of(
                            new NewTopic(topic(schema), Optional.of(schema.partitions()), Optional.empty())
                                    .configs(config),
                            new NewTopic(Topics.quarantine(topic(schema)), Optional.of(2), Optional.empty())
                                    .configs(config)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void publish(StreamSchema schema) {
        PublishedContract contract = new PublishedContract(
                PublishedContract.TYPE,
                PublishedContract.V,
                schema.contractId(),
                schema.contractVersion(),
                "active",
                "Test",
                "team",
                List.of(schema),
                Instant.now());
        put(schema.contractId(), JSON.writeValueAsBytes(contract));
    }

    public void put(String contractId, byte[] contract) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "max.block.ms", "20000"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            namespace + "." + Topics.CONTRACTS, contractId.getBytes(StandardCharsets.UTF_8), contract))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String topic(StreamSchema schema) {
        return namespace + "." + schema.topic();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TestIdentity.token("write:*"));
    }

    public Reply post(String stream, String contentType, String body) {
        return post(stream, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public Reply post(String stream, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = request("/api/streams/" + stream + "/events")
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    public Reply ndjson(String stream, String... lines) {
        return post(stream, "application/x-ndjson", String.join("\n", lines));
    }

    public Reply get(String path) {
        return send(request(path).build());
    }

    public Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
            return new Reply(response.statusCode(), body, response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Every record of a topic, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    public List<String> values(String topic) {
        return records(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        http.close();
    }
}
