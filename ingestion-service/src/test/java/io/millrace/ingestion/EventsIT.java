package io.millrace.ingestion;

import static io.millrace.ingestion.admission.TestSchemas.column;
import static io.millrace.ingestion.admission.TestSchemas.key;
import static io.millrace.ingestion.admission.TestSchemas.optional;
import static io.millrace.ingestion.admission.TestSchemas.required;
import static io.millrace.ingestion.admission.TestSchemas.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.ingestion.TestDoor.Reply;
import io.millrace.kernel.Position;
import io.millrace.testkit.ReferenceDocument;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class EventsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final String NDJSON = "application/x-ndjson";
    private static final String JSON = "application/json";

    private static TestDoor door;

    @LocalServerPort
    private int port;

    private StreamSchema schema;
    private String stream;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        properties.add("millrace.namespace", () -> NAMESPACE);
        properties.add("millrace.kafka", TestServers::kafka);
        properties.add("spring.cloud.stream.kafka.binder.brokers", TestServers::kafka);
        properties.add("millrace.home", () -> TestIdentity.keysHome().toString());
        properties.add("millrace.urls.contract-registry-service", () -> "http://127.0.0.1:9");
    }

    @BeforeEach
    void activateAStream() {
        if (door == null) {
            door = new TestDoor(port, TestServers.kafka(), NAMESPACE);
        }
        stream = "flights" + STREAMS.incrementAndGet();
        schema = new StreamSchema(
                stream,
                stream,
                null,
                stream,
                "1.0.0",
                3,
                List.of(
                        key("id", ColumnType.STRING, 1),
                        required("at", ColumnType.TIMESTAMP),
                        column("delay", ColumnType.LONG, where("minimum", -120, "maximum", 3000)),
                        optional("note", ColumnType.STRING)),
                "at",
                60_000,
                false,
                -1);
        door.activate(schema);
        org.awaitility.Awaitility.await().until(() -> door.ndjson(stream, "").status() == 400);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static String event(int id) {
        return event(id, "\"delay\":" + id % 100);
    }

    private static String event(int id, String more) {
        return "{\"id\":\"f" + id + "\",\"at\":\"2001-01-01T00:00:00Z\"," + more + "}";
    }

    private static String[] events(int count) {
        return IntStream.range(0, count).mapToObj(EventsIT::event).toArray(String[]::new);
    }

    @Test
    void acceptsOneObjectAndKeepsItsBytes() {
        String event = "{ \"at\":\"2001-01-01T00:00:00+00:00\",\t\"id\" : \"a\\u00e4\" }";
        Reply reply = door.post(stream, JSON, " " + event + "\n");
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        assertThat(reply.body().toString())
                .startsWith("{\"accepted\":1,\"quarantined\":0,\"position\":\"")
                .endsWith("\",\"errors\":[]}");
        assertThat(reply.header("Millrace-Position")).isEqualTo(reply.position());
        ConsumerRecord<byte[], byte[]> record = door.records(door.topic(schema)).getFirst();
        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo(event);
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("aä");
        assertThat(record.headers().toArray()).hasSize(1);
        assertThat(record.headers().lastHeader("millrace-contract").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(stream + ":1.0.0");
    }

    @Test
    void takesNoEventsOfADerivedStream() {
        String derived = stream + "_late";
        door.activate(new StreamSchema(
                derived,
                derived,
                null,
                derived,
                "1.0.0",
                3,
                schema.columns(),
                "at",
                60_000,
                false,
                -1,
                List.of(stream)));
        org.awaitility.Awaitility.await()
                .until(() -> door.ndjson(derived, event(1)).status() == 409);

        Reply reply = door.ndjson(derived, event(1));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body().get("code").asString()).isEqualTo("STREAM_DERIVED");
        assertThat(reply.body().get("detail").asString()).contains("of those of " + stream + ".");
    }

    @Test
    void acceptsAnArray() {
        Reply reply = door.post(stream, JSON, "[" + String.join(" ,\n", events(100)) + "]");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(100);
        assertThat(door.values(door.topic(schema))).containsExactlyInAnyOrder(events(100));
    }

    @Test
    void acceptsLines() {
        String body = "\ufeff" + String.join("\r\n", events(1000)) + "\r\n\r\n \n";
        Reply reply = door.post(stream, NDJSON, body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(1000);
        assertThat(door.values(door.topic(schema))).containsExactlyInAnyOrder(events(1000));
    }

    @Test
    void acceptsGzip() {
        byte[] first = TestDoor.gzip((String.join("\n", events(500)) + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] second = TestDoor.gzip(event(500).getBytes(StandardCharsets.UTF_8));
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Reply reply = door.post(stream, NDJSON, both, "Content-Encoding", "gzip");
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(501);
    }

    @Test
    void namesWhatItRefusesAndKeepsIt() {
        Reply reply = door.ndjson(stream, event(1), event(2, "\"delay\":9999,\"colour\":1"), "{broken", event(4));
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(2);
        assertThat(reply.body().get("quarantined").asLong()).isEqualTo(2);
        assertThat(reply.body().at("/errors/0").toString())
                .startsWith("{\"index\":1,\"code\":\"OUT_OF_RANGE\",\"pointer\":\"/delay\",\"detail\":\"")
                .contains("\"also\":[{\"code\":\"UNKNOWN_FIELD\",\"pointer\":\"/colour\"");
        assertThat(reply.body().at("/errors/1/code").asString()).isEqualTo("MALFORMED_JSON");
        assertThat(reply.body().at("/errors/1/index").asInt()).isEqualTo(2);

        Reply quarantine = door.get("/api/streams/" + stream + "/quarantine");
        assertThat(quarantine.status()).isEqualTo(200);
        assertThat(quarantine
                        .body()
                        .valueStream()
                        .map(entry -> entry.get("code").asString()))
                .containsExactlyInAnyOrder("OUT_OF_RANGE", "MALFORMED_JSON");
        quarantine.body().forEach(entry -> {
            assertThat(UUID.fromString(entry.get("id").asString()).version()).isEqualTo(7);
            assertThat(entry.get("contractVersion").asString()).isEqualTo(stream + ":1.0.0");
            assertThat(java.time.Instant.parse(entry.get("receivedAt").asString()))
                    .isBetween(
                            java.time.Instant.now().minusSeconds(60),
                            java.time.Instant.now().plusSeconds(5));
        });
        assertThat(quarantine.body().toString()).contains("\"payload\":\"{broken\"");
    }

    @Test
    void answers422WhereNothingIsAccepted() {
        Reply reply = door.post(stream, JSON, "{\"id\":5}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body().get("quarantined").asLong()).isEqualTo(1);
        assertThat(Position.parse(reply.position()).isEmpty()).isTrue();
        assertThat(door.records(door.topic(schema))).isEmpty();
    }

    @Test
    void keepsPayloadsThatAreNotUtf8() {
        byte[] line = event(1, "\"note\":\"????\"").getBytes(StandardCharsets.UTF_8);
        line[line.length - 4] = (byte) 0xFF;
        assertThat(door.post(stream, NDJSON, line).body().at("/errors/0/code").asString())
                .isEqualTo("NOT_UTF8");
        String kept = door.get("/api/streams/" + stream + "/quarantine")
                .body()
                .at("/0/payloadBase64")
                .asString();
        assertThat(java.util.Base64.getDecoder().decode(kept)).isEqualTo(line);
    }

    @Test
    void namesAtMostAHundredErrors() {
        Reply reply =
                door.ndjson(stream, IntStream.range(0, 150).mapToObj(i -> "[]").toArray(String[]::new));
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body().get("quarantined").asLong()).isEqualTo(150);
        assertThat(reply.body().get("errors").size()).isEqualTo(100);
    }

    @Test
    void pagesTheQuarantineFromTheNewestBack() {
        for (int i = 0; i < 5; i++) {
            int first = i * 50;
            door.ndjson(
                    stream,
                    IntStream.range(first, first + 50).mapToObj(n -> "bad " + n).toArray(String[]::new));
        }
        List<String> seen = new java.util.ArrayList<>();
        List<java.time.Instant> times = new java.util.ArrayList<>();
        String path = "/api/streams/" + stream + "/quarantine?limit=70";
        int pages = 0;
        while (!path.isEmpty()) {
            Reply page = door.get(path);
            assertThat(page.status()).isEqualTo(200);
            page.body().forEach(entry -> {
                seen.add(entry.get("payload").asString());
                times.add(java.time.Instant.parse(entry.get("receivedAt").asString()));
            });
            path = page.header("Link").replaceAll("^<|>; rel=\"next\"$", "");
            pages++;
        }
        assertThat(pages).isEqualTo(4);
        assertThat(seen).doesNotHaveDuplicates().hasSize(250);
        assertThat(times).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(door.get("/api/streams/" + stream + "/quarantine?cursor=nonsense")
                        .status())
                .isEqualTo(400);
        assertThat(door.get("/api/streams/" + stream + "/quarantine?limit=0").status())
                .isEqualTo(400);
    }

    @Test
    void positionsCoverWhatWasAcknowledged() {
        Position first = Position.parse(door.ndjson(stream, events(100)).position());
        Position second = Position.parse(door.ndjson(stream, events(100)).position());
        assertThat(first.isCoveredBy(second)).isTrue();
        assertThat(second.isCoveredBy(first)).isFalse();
        long acknowledged = second.offsets().values().stream()
                .flatMap(offsets -> offsets.values().stream())
                .mapToLong(offset -> offset + 1)
                .sum();
        assertThat(acknowledged).isEqualTo(200);
        assertThat(first.merge(second)).isEqualTo(second);
    }

    @Test
    void refusesMalformedJsonWhole() {
        for (String body : List.of("[" + event(1) + ",{]", "[" + event(1), "{\"id\":", "5", "[1,2]]", "nonsense")) {
            Reply reply = door.post(stream, JSON, body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(reply.body().get("code").asString()).isEqualTo("MALFORMED_REQUEST");
            assertThat(reply.body().get("accepted").asLong()).isZero();
        }
        assertThat(door.records(door.topic(schema))).isEmpty();
    }

    @Test
    void refusesEmptyBodiesAndTakesEmptyArrays() {
        assertThat(door.post(stream, JSON, "").body().get("code").asString()).isEqualTo("EMPTY_BODY");
        assertThat(door.post(stream, NDJSON, "\n \r\n").status()).isEqualTo(400);
        assertThat(door.post(stream, JSON, " [ ] ").status()).isEqualTo(200);
    }

    @Test
    void refusesForeignForms() {
        assertThat(door.post(stream, "text/csv", "a,b").status()).isEqualTo(415);
        assertThat(door.post(stream, "text/csv", "a,b").header("Accept")).contains("application/x-ndjson");
        assertThat(door.post(stream, "application/json;charset=ISO-8859-1", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(door.post(stream, JSON, "{}".getBytes(StandardCharsets.UTF_8), "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
        assertThat(door.post(stream, NDJSON, "no gzip".getBytes(StandardCharsets.UTF_8), "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(door.post(stream, "application/json;charset=utf-8", event(1)).status())
                .isEqualTo(200);
    }

    @Test
    void saysWhatWasTakenOfABrokenGzipBody() {
        byte[] body = TestDoor.gzip(String.join("\n", events(20_000)).getBytes(StandardCharsets.UTF_8));
        Reply reply =
                door.post(stream, NDJSON, java.util.Arrays.copyOf(body, body.length / 2), "Content-Encoding", "gzip");
        assertThat(reply.status()).isEqualTo(400);
        long accepted = reply.body().get("accepted").asLong();
        assertThat(accepted)
                .isPositive()
                .isEqualTo(reply.body().get("nextIndex").asLong());
        assertThat(door.records(door.topic(schema))).hasSize((int) accepted);
    }

    @Test
    void limitsJsonBodies() {
        String note = "x".repeat(700_000);
        String body = "["
                + String.join(
                        ",",
                        IntStream.range(0, 8)
                                .mapToObj(i -> event(i, "\"note\":\"" + note + "\""))
                                .toList()) + "]";
        Reply reply = door.post(stream, JSON, body);
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body().get("accepted").asLong()).isZero();
        Reply bomb = door.post(
                stream, JSON, TestDoor.gzip(body.getBytes(StandardCharsets.UTF_8)), "Content-Encoding", "gzip");
        assertThat(bomb.status()).isEqualTo(413);
    }

    @Test
    void refusesLinesThatAreTooLargeAndGoesOn() {
        String large = event(1, "\"note\":\"" + "y".repeat(3 * 1024 * 1024) + "\"");
        String full = event(2, "\"note\":\"");
        full = full.substring(0, full.length() - 1);
        full += "z".repeat(1024 * 1024 - full.length() - 2) + "\"}";
        Reply reply = door.ndjson(stream, event(0), large, full, full + " ", event(3));
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(207);
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(4);
        assertThat(reply.body().at("/errors/0").toString()).contains("\"index\":1", "RECORD_TOO_LARGE");
        Reply quarantine = door.get("/api/streams/" + stream + "/quarantine");
        assertThat(quarantine.body().at("/0/payload").asString()).hasSize(64 * 1024);
        assertThat(quarantine.body().at("/0/reason").asString()).contains("keeps its first 65536 bytes");
    }

    @Test
    void quarantinesEventsWithLongNamesAndLongKeys() {
        String longName = "n".repeat(700_000);
        String longKey = "{\"id\":\"" + "k".repeat(1_000_000) + "\",\"at\":\"2001-01-01T00:00:00Z\"}";
        Reply reply = door.ndjson(stream, "{\"" + longName + "\":1}", longKey, event(3));
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body().get("quarantined").asLong()).isEqualTo(2);
        assertThat(reply.body().at("/errors/0/pointer").asString()).hasSizeLessThan(200);
        assertThat(reply.body().at("/errors").toString()).hasSizeLessThan(3_000);
        assertThat(reply.body().at("/errors/1/code").asString()).isEqualTo("RECORD_TOO_LARGE");
    }

    @Test
    void quarantinesTooLargeItemsOfAnArrayInPart() {
        String large = event(1, "\"note\":\"" + "y".repeat(4 * 1024 * 1024) + "\"");
        Reply reply = door.post(stream, JSON, "[" + event(0) + "," + large + "]");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.body().at("/errors/0/code").asString()).isEqualTo("RECORD_TOO_LARGE");
    }

    @Test
    void breaksOffBodiesWithTooManyRefusedEvents() {
        Reply reply = door.post(stream, NDJSON, "1\n".repeat(10_500));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body().get("code").asString()).isEqualTo("TOO_MANY_REFUSED");
        assertThat(reply.body().get("quarantined").asLong()).isEqualTo(10_000);
        assertThat(reply.body().get("nextIndex").asLong()).isEqualTo(10_000);
    }

    @Test
    void refusesArraysOfTooManyEvents() {
        Reply reply = door.post(stream, JSON, "[1" + ",1".repeat(500_000) + "]");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body().get("accepted").asLong()).isZero();
        assertThat(reply.body().get("nextIndex").asLong()).isZero();
    }

    @Test
    void breaksOffBodiesBeyondTheLimitAndSaysWhereToGoOn() {
        byte[] line = (event(7, "\"note\":\"" + "n".repeat(10_000) + "\"") + "\n").getBytes(StandardCharsets.UTF_8);
        int lines = 65 * 1024 * 1024 / line.length;
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream(lines * line.length);
        for (int i = 0; i < lines; i++) {
            all.writeBytes(line);
        }
        Reply reply = door.post(stream, NDJSON, TestDoor.gzip(all.toByteArray()), "Content-Encoding", "gzip");
        assertThat(reply.status()).isEqualTo(413);
        long next = reply.body().get("nextIndex").asLong();
        assertThat(next).isPositive().isLessThanOrEqualTo(64L * 1024 * 1024 / line.length);
        assertThat(reply.body().get("accepted").asLong()).isEqualTo(next);
        assertThat(Position.parse(reply.position()).isEmpty()).isFalse();
        assertThat(door.post(stream, NDJSON, all.toByteArray())
                        .body()
                        .get("nextIndex")
                        .asLong())
                .isZero();
    }

    @Test
    void answersForThoseWhoMay() {
        String events = "/api/streams/" + stream + "/events";
        var anonymous = java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + events))
                .header("Content-Type", JSON)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(door.send(anonymous).status()).isEqualTo(401);
        String reader = "Bearer " + TestIdentity.token("read:* write:other");
        assertThat(door.post(stream, JSON, "{}".getBytes(StandardCharsets.UTF_8), "Authorization", reader)
                        .status())
                .isEqualTo(403);
        String operator = "Bearer " + TestIdentity.token("operate");
        var quarantine = door.request("/api/streams/" + stream + "/quarantine").setHeader("Authorization", operator);
        assertThat(door.send(quarantine.build()).status()).isEqualTo(200);
    }

    @Test
    void followsTheActiveContract() {
        StreamSchema next =
                new StreamSchema(stream, stream, null, stream, "1.1.0", 3, schema.columns(), "at", 60_000, true, -1);
        assertThat(door.post(stream, JSON, event(1, "\"x\":1")).status()).isEqualTo(422);
        door.publish(next);
        org.awaitility.Awaitility.await()
                .until(() -> door.post(stream, JSON, event(1, "\"x\":1")).status() == 200);
        door.put(stream, null);
        org.awaitility.Awaitility.await().until(() -> {
            Reply reply = door.post(stream, JSON, event(1));
            return reply.status() == 503
                    && reply.body().get("code").asString().equals("REGISTRY_UNAVAILABLE")
                    && !reply.header("Retry-After").isEmpty();
        });
    }

    @Test
    void isHealthyAndDescribesItself() {
        assertThat(door.get("/actuator/health").body().get("status").asString()).isEqualTo("UP");
        ReferenceDocument.assertOpenApi(
                "ingestion-service", door.get("/v3/api-docs").body().toString());
    }
}
