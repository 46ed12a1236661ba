package io.millrace.registry;

import static io.millrace.registry.RunningRegistry.contract;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.RunningRegistry.Answer;
import io.millrace.testkit.ReferenceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContractsIT {
    private final RunningRegistry registry = RunningRegistry.shared();

    @Test
    void activationMakesTopicsAndTellsEverybody() throws Exception {
        Answer created = registry.put("made", contract("made", "1.0.0", "active"));

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.header("location")).isEqualTo("/api/contracts/made");
        assertThat(created.json().path("streams").get(0).asString()).isEqualTo("made");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", registry.kafka))) {
            List<String> names = List.of(registry.topic("made"), registry.topic("made.quarantine"));
            Map<String, TopicDescription> topics =
                    admin.describeTopics(names).allTopicNames().get();
            assertThat(topics.get(names.getFirst()).partitions()).hasSize(4);
            assertThat(topics.get(names.getLast()).partitions()).hasSize(1);
            Map<ConfigResource, Config> configs = admin.describeConfigs(names.stream()
                            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                            .toList())
                    .all()
                    .get();
            for (Config config : configs.values()) {
                assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
                assertThat(config.get("retention.ms").value()).isEqualTo(String.valueOf(30L * 24 * 3_600_000));
            }
            JsonNode published = published("made", "active");
            JsonNode stream = published.path("streams").get(0);
            String id = topics.get(names.getFirst()).topicId().toString();
            assertThat(uuid(stream.path("topicId").asString())).isEqualTo(id);
            assertThat(stream.path("eventTime").asString()).isEqualTo("departed_at");
            assertThat(stream.path("outOfOrdernessMs").asLong()).isEqualTo(10_000);
            assertThat(published.path("owner").asString()).isEqualTo("operations");
        }
    }

    @Test
    void describesItself() {
        ReferenceDocument.assertOpenApi(
                "contract-registry-service", registry.get("/v3/api-docs").body());
    }

    @Test
    void theSameDocumentAgainChangesNothing() {
        registry.put("again", contract("again", "1.0.0", "active"));
        Answer again = registry.put("again", contract("again", "1.0.0", "active") + "# a remark\n");

        assertThat(again.status()).isEqualTo(200);
        assertThat(registry.get("/api/contracts/again/changes").json()).hasSize(1);
    }

    @Test
    void otherContentOfAnActiveVersionIsRefusedWithItsDifferences() {
        registry.put("settled", contract("settled", "1.0.0", "active"));
        Answer other = registry.put(
                "settled", contract("settled", "1.0.0", "active").replace("maximum: 3000", "maximum: 3001"));

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("VERSION_EXISTS");
        assertThat(other.json().path("violations").get(0).path("pointer").asString())
                .isEqualTo("/schema/0/properties/4/logicalTypeOptions/maximum");
        assertThat(other.json().path("violations").get(0).path("line").asInt()).isEqualTo(17);
        assertThat(other.json().path("detail").asString()).contains("3000 → 3001");
    }

    @Test
    void draftsChangeFreelyAndAreNotHeldToStreamRules() {
        String draft = contract("draft", "1.0.0", "in review").replace("primaryKey: true", "primaryKey: false");
        assertThat(registry.put("draft", draft).status()).isEqualTo(201);
        Answer changed = registry.put("draft", draft.replace("- name: draft", "- name: Not A Stream"));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(registry.get("/api/streams/draft").status()).isEqualTo(404);

        Answer activated = registry.put("draft", contract("draft", "1.0.0", "active"));
        assertThat(activated.status()).as(activated.body()).isEqualTo(200);
        assertThat(registry.get("/api/streams/draft").status()).isEqualTo(200);
    }

    @Test
    void aHigherVersionDeprecatesTheActiveOne() {
        registry.put("risen", contract("risen", "1.0.0", "active"));
        Answer next = registry.put(
                "risen",
                contract("risen", "1.1.0", "active")
                        .replace(
                                "      - {name: distance, logicalType: number}\n",
                                "      - {name: distance, logicalType: number}\n      - {name: carrier, logicalType: string}\n"));

        assertThat(next.status()).as(next.body()).isEqualTo(200);
        JsonNode versions = registry.get("/api/contracts/risen/versions").json();
        assertThat(versions.get(0).path("version").asString()).isEqualTo("1.1.0");
        assertThat(versions.get(1).path("status").asString()).isEqualTo("deprecated");
        String old = registry.get("/api/contracts/risen/versions/1.0.0").body();
        assertThat(old).contains("status: deprecated   # the door is open").contains("# Every flight");
        assertThat(registry.put("risen", contract("risen", "1.0.0", "active")).code())
                .isEqualTo("VERSION_TOO_LOW");
        assertThat(registry.put("risen", contract("risen", "1.0.5", "draft")).code())
                .isEqualTo("VERSION_TOO_LOW");
        assertThat(registry.get("/api/streams/risen")
                        .json()
                        .path("contractVersion")
                        .asString())
                .isEqualTo("1.1.0");
        List<String> changes = new ArrayList<>();
        registry.get("/api/contracts/risen/changes")
                .json()
                .forEach(change -> changes.add(change.path("version").asString()
                        + " " + change.path("action").asString() + " "
                        + change.path("to").asString() + " by "
                        + change.path("by").path("id").asString()));
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        "1.0.0 CREATED active by tester",
                        "1.1.0 CREATED active by tester",
                        "1.0.0 SUPERSEDED deprecated by tester");
    }

    @Test
    void anIncompatibleVersionIsRefusedWithAReadableDiff() {
        registry.put("kept", contract("kept", "1.0.0", "active"));
        Answer refused = registry.put(
                "kept",
                contract("kept", "2.0.0", "active")
                        .replace("{name: delay, logicalType: integer,", "{name: delay, logicalType: string,")
                        .replace("logicalTypeOptions: {minimum: -120, maximum: 3000}", "required: true")
                        .replace("      - {name: distance, logicalType: number}\n", ""));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("INCOMPATIBLE_CHANGE");
        assertThat(refused.violationCodes()).contains("COLUMN_RETYPED", "TIGHTENED", "COLUMN_REMOVED");
        assertThat(refused.json().path("detail").asString())
                .contains("~ delay: integer → string")
                .contains("- distance: number");
        assertThat(registry.get("/api/contracts/kept").body()).contains("version: 1.0.0");
    }

    @Test
    void endingTheActiveVersionTakesItsStreamsFromTheDoor() {
        registry.put("ended", contract("ended", "1.0.0", "active"));
        assertThat(registry.put("ended", contract("ended", "1.0.0", "retired")).status())
                .isEqualTo(200);

        assertThat(registry.get("/api/streams/ended").status()).isEqualTo(404);
        assertThat(published("ended", "retired").path("streams")).isEmpty();
        assertThat(registry.put("ended", contract("ended", "1.0.0", "active")).code())
                .isEqualTo("ILLEGAL_TRANSITION");
        assertThat(registry.put("other", contract("ended", "1.0.0", "active").replace("id: ended", "id: other"))
                        .code())
                .isEqualTo("STREAM_TAKEN");
    }

    @Test
    void aTopicWithOtherPartitionsIsRefusedAndNothingIsKept() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", registry.kafka))) {
            admin.createTopics(List.of(new NewTopic(registry.topic("foreign"), 2, (short) 1)))
                    .all()
                    .get();
            Answer refused = registry.put("foreign", contract("foreign", "1.0.0", "active"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("TOPIC_MISMATCH");
            assertThat(registry.get("/api/contracts/foreign").status()).isEqualTo(404);

            Answer fits = registry.put(
                    "foreign",
                    contract("foreign", "1.0.0", "active").replace("partitions, value: 4", "partitions, value: 2"));
            assertThat(fits.status()).as(fits.body()).isEqualTo(201);
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, registry.topic("foreign"));
            assertThat(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("message.timestamp.type")
                            .value())
                    .isEqualTo("LogAppendTime");
        }
    }

    @Test
    void aTopicOfSomebodyElseLosesNothing() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", registry.kafka))) {
            NewTopic compacted = new NewTopic(registry.topic("compacted"), 4, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact"));
            NewTopic lasting = new NewTopic(registry.topic("lasting"), 4, (short) 1)
                    .configs(Map.of("retention.ms", "864000000000"));
            admin.createTopics(List.of(compacted, lasting)).all().get();
        }
        Answer policy = registry.put("compacted", contract("compacted", "1.0.0", "active"));
        assertThat(policy.code()).as(policy.body()).isEqualTo("TOPIC_MISMATCH");
        Answer retention = registry.put("lasting", contract("lasting", "1.0.0", "active"));
        assertThat(retention.code()).as(retention.body()).isEqualTo("TOPIC_MISMATCH");
        assertThat(retention.json().path("detail").asString()).contains("retention.ms=864000000000");
        Answer internal = registry.put(
                "internal",
                contract("internal", "1.0.0", "active")
                        .replace(
                                "    logicalType: object",
                                "    physicalName: prod.millrace.views\n    logicalType: object"));
        assertThat(internal.violationCodes()).as(internal.body()).contains("TOPIC");
    }

    @Test
    void tooManyAcceptedTypesAreNotAcceptable() {
        registry.put("accepted", contract("accepted", "1.0.0", "draft"));
        assertThat(registry.get("/api/contracts/accepted", "Accept", "text/html,".repeat(60) + "*/*")
                        .status())
                .isEqualTo(406);
    }

    @Test
    void documentsComeInTheFormThatIsAccepted() {
        registry.put("forms", contract("forms", "1.0.0", "active"));

        Answer asSent = registry.get("/api/contracts/forms");
        assertThat(asSent.header("content-type")).startsWith("application/yaml");
        assertThat(asSent.body()).isEqualTo(contract("forms", "1.0.0", "active"));
        Answer json = registry.get("/api/contracts/forms", "Accept", "application/json");
        assertThat(json.json().path("schema").get(0).path("name").asString()).isEqualTo("forms");
        assertThat(registry.get("/api/contracts/forms", "Accept", "text/html").status())
                .isEqualTo(406);
        assertThat(registry.get("/api/contracts/forms", "If-None-Match", asSent.header("etag"))
                        .status())
                .isEqualTo(304);
        assertThat(registry.put("forms", json.body(), "contracts").status()).isEqualTo(200);
    }

    @Test
    void aStaleETagIsRefused() {
        Answer created = registry.put("tagged", contract("tagged", "1.0.0", "draft"));
        String tag = created.header("etag");
        Answer changed = registry.put("tagged", contract("tagged", "1.1.0", "draft"), "contracts", "If-Match", tag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(registry.put("tagged", contract("tagged", "1.2.0", "draft"), "contracts", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        String shown = registry.get("/api/contracts/tagged").header("etag");
        assertThat(registry.put("tagged", contract("tagged", "1.2.0", "draft"), "contracts", "If-Match", shown)
                        .status())
                .isEqualTo(200);
        assertThat(registry.put("untagged", contract("untagged", "1.0.0", "draft"), "contracts", "If-Match", "*")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void ofManyWritersAtOnceOneWinsAndNobodyFails() throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = i < 4 ? "Alpha" : "Beta";
                futures.add(threads.submit(() -> registry.put(
                        "raced", contract("raced", "1.0.0", "active").replace("name: Flights", "name: " + name))));
            }
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
        }
        Map<Integer, Long> statuses =
                answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        assertThat(statuses).isEqualTo(Map.of(201, 1L, 200, 3L, 409, 4L));
    }

    @Test
    void ofManyContractsThatWantOneStreamOneGetsIt() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String id = "claimant" + i;
                futures.add(threads.submit(() ->
                        registry.put(id, contract("claimed", "1.0.0", "active").replace("id: claimed", "id: " + id))));
            }
            for (Future<Answer> future : futures) {
                statuses.add(future.get().status());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 5; i++) {
            registry.put("page-" + i, contract("page_" + i, "1.0.0", "draft").replace("id: page_", "id: page-"));
        }
        List<String> ids = new ArrayList<>();
        String path = "/api/contracts?limit=2";
        while (!path.isEmpty()) {
            Answer page = registry.get(path);
            page.json().forEach(contract -> ids.add(contract.path("id").asString()));
            String link = page.header("link");
            path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        assertThat(ids)
                .contains("page-0", "page-1", "page-2", "page-3", "page-4")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(registry.get("/api/contracts?limit=0").status()).isEqualTo(400);
        assertThat(registry.get("/api/contracts?limit=1001").status()).isEqualTo(400);
        assertThat(registry.get("/api/contracts?cursor=%21").status()).isEqualTo(400);
    }

    @Test
    void onlyThoseWithTheScopePut() {
        assertThat(registry.put("secret", contract("secret", "1.0.0", "draft"), "write:* read:*")
                        .status())
                .isEqualTo(403);
        assertThat(registry.send(registry.request("/internal/streams", "admin").GET())
                        .status())
                .isEqualTo(403);
        registry.put("internal", contract("internal", "1.0.0", "active"));
        Answer stream = registry.send(
                registry.request("/internal/streams/internal", "service").GET());
        assertThat(stream.json().path("partitions").asInt()).isEqualTo(4);
        assertThat(registry.send(
                                registry.request("/internal/streams", "service").GET())
                        .json())
                .isNotEmpty();
    }

    private JsonNode published(String id, String status) {
        return tools.jackson.databind.json.JsonMapper.shared()
                .readTree(registry.records(
                                "millrace.contracts",
                                record -> record.key().equals(id)
                                        && record.value().contains("\"status\":\"" + status + "\""))
                        .getLast()
                        .value());
    }

    private static String uuid(String text) {
        java.util.UUID id = java.util.UUID.fromString(text);
        return new org.apache.kafka.common.Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }
}
