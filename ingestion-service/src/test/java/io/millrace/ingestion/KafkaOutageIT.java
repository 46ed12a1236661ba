package io.millrace.ingestion;

import static io.millrace.ingestion.admission.TestSchemas.key;
import static io.millrace.ingestion.admission.TestSchemas.optional;
import static io.millrace.ingestion.admission.TestSchemas.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.ingestion.TestDoor.Reply;
import io.millrace.local.server.KafkaServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Kafka is killed while a request is sending, and comes back. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "millrace.ingestion.delivery.delivery-timeout=4s",
            "millrace.ingestion.delivery.request-timeout=2s",
            "millrace.ingestion.delivery.max-block=2s"
        })
@DirtiesContext
class KafkaOutageIT {
    private static final DedicatedServer<KafkaServer> KAFKA = TestServers.dedicatedKafka();
    private static final int BEFORE = 1000;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        properties.add("millrace.namespace", () -> "outage");
        properties.add("millrace.kafka", KAFKA.server()::bootstrapServers);
        properties.add("spring.cloud.stream.kafka.binder.brokers", KAFKA.server()::bootstrapServers);
        properties.add("millrace.home", () -> TestIdentity.keysHome().toString());
        properties.add("millrace.urls.contract-registry-service", () -> "http://127.0.0.1:9");
    }

    @AfterAll
    static void close() throws InterruptedException {
        KAFKA.close();
    }

    private static byte[] line(int id) {
        return ("{\"id\":\"" + id + "\",\"n\":" + id + "}\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void countsTruthfullyWhenKafkaGoesAwayInMidBodyAndGoesOnWhenItIsBack() throws Exception {
        StreamSchema schema = stream(null, false, key("id", ColumnType.STRING, 1), optional("n", ColumnType.LONG));
        try (TestDoor door = new TestDoor(port, KAFKA.server().bootstrapServers(), "outage")) {
            door.activate(schema);
            await().until(() -> door.ndjson("events", "").status() == 400);

            Reply broken = sendWhileKafkaDies(door, schema);
            assertThat(broken.status()).as(broken.body().toString()).isEqualTo(503);
            assertThat(broken.header("Retry-After")).isNotEmpty();
            assertThat(broken.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(broken.body().get("code").asString()).isEqualTo("KAFKA_UNAVAILABLE");
            long accepted = broken.body().get("accepted").asLong();
            long next = broken.body().get("nextIndex").asLong();
            assertThat(accepted).isGreaterThanOrEqualTo(BEFORE);
            assertThat(next).isGreaterThanOrEqualTo(BEFORE).isLessThan(BEFORE + 5000);
            assertThat(door.get("/actuator/health").status()).isEqualTo(503);
            assertThat(door.get("/api/streams/events/quarantine").status()).isEqualTo(503);

            KAFKA.startAgain();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> door.ndjson("events", "{\"id\":\"last\"}").status() == 200);
            await().until(() -> door.get("/actuator/health").status() == 200);
            List<String> kept = door.values(door.topic(schema));
            assertThat(kept.stream().filter(value -> value.contains("\"n\"")).count())
                    .isBetween(accepted, (long) BEFORE + 5000);
            for (int id = 0; id < next; id++) {
                assertThat(kept).contains(new String(line(id), StandardCharsets.UTF_8).strip());
            }
        }
    }

    private Reply sendWhileKafkaDies(TestDoor door, StreamSchema schema) throws IOException, InterruptedException {
        PipedOutputStream body = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(body, 1 << 20);
        HttpRequest request = door.request("/api/streams/events/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> in))
                .build();
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> door.send(request));
        for (int id = 0; id < BEFORE; id++) {
            body.write(line(id));
        }
        // HttpClient sends what fills its buffer; the rest waits for more.
        for (int id = BEFORE; id < BEFORE + 2500; id++) {
            body.write(line(id));
        }
        body.flush();
        await().until(() -> door.records(door.topic(schema)).size() >= BEFORE);
        KAFKA.kill();
        for (int id = BEFORE + 2500; id < BEFORE + 5000; id++) {
            body.write(line(id));
        }
        body.close();
        return reply.join();
    }
}
