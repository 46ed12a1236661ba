package io.millrace.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReferenceDocument;
import io.millrace.testkit.TestServers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WorkflowRunsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static StepTarget target;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        ServiceUnderTest.settings(NAMESPACE).forEach((name, value) -> registry.add(name, () -> value));
        registry.add("server.port", () -> 0);
    }

    @BeforeAll
    static void startTarget() {
        target = StepTarget.start();
    }

    @AfterAll
    static void stopTarget() {
        target.close();
    }

    @Test
    void storesChangesAndRemovesWorkflows() {
        Api api = api("workflows");
        String document = workflow("stored", "  a: {uses: http, url: '" + target.url("/ok") + "'}\n");
        HttpResponse<String> created = api.put("/api/workflows/stored", document);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(api.put("/api/workflows/stored", document).statusCode()).isEqualTo(200);
        assertThat(api.get("/api/workflows/stored").json().get("revision").asInt())
                .isEqualTo(1);
        String changed = document + "# changed\n";
        assertThat(api.put("/api/workflows/stored", changed, "If-Match", "\"7\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(api.put("/api/workflows/stored", changed, "If-Match", "\"1\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get("/api/workflows/stored", "Accept", "application/yaml")
                        .body())
                .isEqualTo(changed);
        assertThat(api.get("/api/workflows")
                        .json()
                        .valueStream()
                        .map(w -> w.get("id").asString()))
                .contains("stored");
        assertThat(api.delete("/api/workflows/stored").statusCode()).isEqualTo(204);
        assertThat(api.get("/api/workflows/stored").status()).isEqualTo(404);
    }

    @Test
    void refusesMistakesWithAllOfThem() {
        HttpResponse<String> refused =
                api("workflows").put("/api/workflows/bad", "kind: Workflow\nname: other\nstepz: 1\n");
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode problem = JsonMapper.shared().readTree(refused.body());
        assertThat(problem.get("code").asString()).isEqualTo("WORKFLOW_INVALID");
        assertThat(problem.get("violations")
                        .valueStream()
                        .map(v -> v.get("code").asString()))
                .containsExactlyInAnyOrder("MISSING_KEY", "MISSING_KEY", "UNKNOWN_KEY");
        assertThat(api("workflows")
                        .put("/api/workflows/bad", workflow("good", "  a: {uses: http, url: 'http://localhost/'}\n"))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void asksForScopes() {
        assertThat(api("read:*").put("/api/workflows/x", "").statusCode()).isIn(400, 403);
        assertThat(api("read:*").get("/api/workflows").status()).isEqualTo(403);
        assertThat(api("workflows").post("/api/workflows/x/runs").statusCode()).isEqualTo(403);
        assertThat(api("operate").post("/api/workflows/unknown/runs").statusCode())
                .isEqualTo(404);
        assertThat(api("operate").get("/api/runs/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @Test
    void runsStepsInOrderAndTellsAboutIt() {
        define("chain", """
                  first: {uses: http, url: '%s'}
                  second: {uses: http, url: '%s', method: POST, body: {a: 1}, needs: first}
                """.formatted(target.url("/ok?k=first"), target.url("/ok?k=second")));
        JsonNode run = start("chain", "key-" + UUID.randomUUID());
        JsonNode ended = awaitEnd(run);
        assertThat(ended.get("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(target.keys("/ok?k=first")).containsExactly(id(run) + ".first.1");
        assertThat(target.keys("/ok?k=second")).containsExactly(id(run) + ".second.1");
        JsonNode logs =
                api("operate").get("/api/runs/" + id(run) + "/logs?limit=1").json();
        assertThat(logs.size()).isEqualTo(1);
        assertThat(logs.get(0).get("message").asString()).contains("answered 200");
        assertThat(api("operate")
                        .get("/api/runs?workflow=chain&state=succeeded")
                        .json()
                        .size())
                .isEqualTo(1);
        assertThat(factsOf(run)).containsExactly("QUEUED", "RUNNING", "SUCCEEDED");
    }

    @Test
    void answersTheSameKeyWithTheSameRun() {
        define("once", "  a: {uses: http, url: '" + target.url("/ok?k=once") + "'}\n");
        assertThat(id(start("once", "same"))).isEqualTo(id(start("once", "same")));
        assertThat(id(start("once", "other"))).isNotEqualTo(id(start("once", "same")));
    }

    @Test
    void retriesAFailingStepWithTheSameKeyAndThenGoesOn() {
        target.failFirst("/flaky", 2);
        define("flaky", """
                  shaky: {uses: http, url: '%s', retry: {attempts: 3, backoff: 200ms}}
                  after: {uses: http, url: '%s', needs: shaky}
                """.formatted(target.url("/flaky"), target.url("/ok?k=after")));
        JsonNode run = awaitEnd(start("flaky", null));
        assertThat(run.get("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(run.get("steps").get(0).get("attempts").asInt()).isEqualTo(3);
        assertThat(target.keys("/flaky")).hasSize(3).containsOnly(id(run) + ".shaky.1");
    }

    @Test
    void failsSkipsAndIsRetriedByHand() {
        target.failFirst("/broken", 1);
        define("broken", """
                  bad: {uses: http, url: '%s'}
                  other: {uses: http, url: '%s'}
                  after: {uses: http, url: '%s', needs: bad}
                """.formatted(target.url("/broken"), target.url("/ok?k=other"), target.url("/ok?k=x")));
        JsonNode failed = awaitEnd(start("broken", null));
        assertThat(failed.get("state").asString()).isEqualTo("FAILED");
        assertThat(failed.get("steps").valueStream().map(s -> s.get("state").asString()))
                .containsExactly("FAILED", "SUCCEEDED", "SKIPPED");
        assertThat(api("operate").post("/api/runs/" + id(failed) + "/retry").statusCode())
                .isEqualTo(202);
        assertThat(awaitEnd(failed).get("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(target.keys("/ok?k=other")).hasSize(1);
        assertThat(target.keys("/broken")).containsExactly(id(failed) + ".bad.1", id(failed) + ".bad.2");
        assertThat(api("operate").post("/api/runs/" + id(failed) + "/retry").statusCode())
                .isEqualTo(409);
    }

    @Test
    void timesOutStepsAndRuns() {
        define("slow", "  a: {uses: http, url: '" + target.url("/hang?k=slow") + "', timeout: 300 ms}\n");
        JsonNode slow = awaitEnd(start("slow", null));
        assertThat(slow.get("error").asString()).contains("no complete answer within 300 ms");
        String document = workflow("long", "  a: {uses: http, url: '" + target.url("/hang?k=long") + "'}\n")
                .replace("on: manual", "on: manual\ntimeout: 1 second");
        assertThat(api("workflows").put("/api/workflows/long", document).statusCode())
                .isEqualTo(201);
        JsonNode over = awaitEnd(start("long", null));
        assertThat(over.get("state").asString()).isEqualTo("FAILED");
        assertThat(over.get("error").asString()).contains("longer than 1 s");
    }

    @Test
    void cancelsARunAndLetsGoOfItsCall() {
        define("endless", "  a: {uses: http, url: '" + target.url("/hang?k=endless") + "', timeout: 1 hour}\n");
        JsonNode run = start("endless", null);
        await().atMost(SOON).until(() -> !target.keys("/hang?k=endless").isEmpty());
        assertThat(api("workflows").delete("/api/workflows/endless").statusCode())
                .isEqualTo(409);
        assertThat(api("operate").post("/api/runs/" + id(run) + "/cancel").statusCode())
                .isEqualTo(200);
        assertThat(awaitEnd(run).get("state").asString()).isEqualTo("CANCELLED");
        assertThat(api("operate").post("/api/runs/" + id(run) + "/cancel").statusCode())
                .isEqualTo(409);
        await().atMost(SOON)
                .until(() -> jdbc.sql("select count(*) from step_execution where task_instance like ?")
                                .param(id(run) + "%")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    @Test
    void followsARunAndResumes() {
        define("followed", """
                  a: {uses: http, url: '%s'}
                  b: {uses: http, url: '%s', needs: a}
                """.formatted(target.url("/ok?k=fa"), target.url("/ok?k=fb")));
        JsonNode run = start("followed", null);
        String path = "/api/runs/" + id(run) + "/events";
        List<String> all = api("operate")
                .get(path)
                .body()
                .lines()
                .filter(l -> l.startsWith("id:"))
                .toList();
        assertThat(all).startsWith("id:1", "id:2", "id:3").hasSizeGreaterThan(6);
        Reply rest = api("operate").get(path, "Last-Event-ID", "3");
        assertThat(rest.body().lines().filter(l -> l.startsWith("id:")))
                .containsExactlyElementsOf(all.subList(3, all.size()));
        assertThat(api("operate")
                        .get(path, "Last-Event-ID", String.valueOf(all.size()))
                        .status())
                .isEqualTo(204);
        assertThat(api("operate").get(path, "Last-Event-ID", "x").status()).isEqualTo(400);
    }

    @Test
    void startsByScheduleOncePerTimeAndMakesUpForMissedTimesOnce() {
        String document = workflow("timed", "  a: {uses: http, url: '" + target.url("/ok?k=timed") + "'}\n")
                .replace("on: manual", "on: {schedule: [{cron: '0 0 1 1 *'}, {cron: '@yearly'}]}");
        assertThat(api("workflows").put("/api/workflows/timed", document).statusCode())
                .isEqualTo(201);
        assertThat(api("operate").post("/api/workflows/timed/runs").statusCode())
                .isEqualTo(409);
        // Three hours ago both were due, as if every copy had been down since.
        jdbc.sql("""
                update timer_execution
                set execution_time = now() - interval '3 hours',
                    task_data = convert_to(jsonb_set(convert_from(task_data, 'UTF8')::jsonb, '{due}', '"2026-01-01T00:00:00Z"')::text, 'UTF8')
                where task_name = 'trigger' and task_instance like 'timed/%'""").update();
        await().atMost(SOON)
                .until(() -> api("operate")
                                .get("/api/runs?workflow=timed&state=SUCCEEDED")
                                .json()
                                .size()
                        == 1);
        JsonNode run = api("operate").get("/api/runs?workflow=timed").json().get(0);
        assertThat(run.get("scheduledFor").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(run.get("trigger").asString()).isEqualTo("SCHEDULE");
        await().atMost(SOON)
                .until(() -> jdbc.sql(
                                        "select count(*) from timer_execution where task_instance like 'timed/%' and execution_time > now()")
                                .query(Long.class)
                                .single()
                        == 2);
        assertThat(api("operate").get("/api/runs?workflow=timed").json().size()).isEqualTo(1);
    }

    @Test
    void aWorkflowThatIsCreatedAnewHasItsOwnSchedule() {
        String document = workflow("anew", "  a: {uses: http, url: '" + target.url("/ok?k=anew") + "'}\n");
        String monthly = document.replace("on: manual", "on: {schedule: [{cron: '0 0 1 * *'}]}");
        String often = document.replace("on: manual", "on: {schedule: [{cron: '*/5 * * * *'}]}");
        assertThat(api("workflows").put("/api/workflows/anew", monthly).statusCode())
                .isEqualTo(201);
        assertThat(api("workflows").delete("/api/workflows/anew").statusCode()).isEqualTo(204);
        assertThat(api("workflows").put("/api/workflows/anew", often).statusCode())
                .isEqualTo(201);
        assertThat(jdbc.sql("""
                        select count(*) from timer_execution
                        where task_instance like 'anew/%' and execution_time < now() + interval '6 minutes'""").query(Long.class).single()).isEqualTo(1);
    }

    @Test
    void removesRunsWhoseHistoryIsOver() {
        define("old", "  a: {uses: http, url: '" + target.url("/ok?k=old") + "'}\n");
        JsonNode run = awaitEnd(start("old", null));
        jdbc.sql("update run set ended_at = now() - interval '31 days' where id = ?")
                .param(UUID.fromString(id(run)))
                .update();
        jdbc.sql("update timer_execution set execution_time = now() where task_name = 'remove-old-runs' and not picked")
                .update();
        await().atMost(SOON)
                .until(() -> api("operate").get("/api/runs/" + id(run)).status() == 404);
        assertThat(api("workflows").get("/api/workflows/old").status()).isEqualTo(200);
    }

    @Test
    void refusesParametersThatCannotBe() {
        assertThat(api("operate").get("/api/runs?workflow=%00").status()).isEqualTo(400);
        assertThat(api("operate").get("/api/runs?state=ASLEEP").status()).isEqualTo(400);
        assertThat(api("operate").get("/api/runs?limit=0").status()).isEqualTo(400);
        assertThat(api("operate").get("/api/runs?cursor=1").status()).isEqualTo(400);
        assertThat(api("operate").get("/api/runs/1").status()).isEqualTo(400);
        assertThat(api("workflows").get("/api/workflows?cursor=%00").status()).isEqualTo(400);
        assertThat(api("workflows")
                        .put("/api/workflows/huge", "#".repeat(1 << 20))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void describesItself() {
        ReferenceDocument.assertOpenApi(
                "orchestration-service", api("").get("/v3/api-docs").json().toString());
    }

    private List<String> factsOf(JsonNode run) {
        List<String> states = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestServers.kafka(),
                        "auto.offset.reset",
                        "earliest",
                        "group.id",
                        UUID.randomUUID().toString()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(NAMESPACE + ".millrace.runs"));
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(id(run))) {
                        states.add(JsonMapper.shared()
                                .readTree(record.value())
                                .get("state")
                                .asString());
                    }
                });
                return states.size() >= 3;
            });
        }
        return states;
    }

    private void define(String name, String steps) {
        assertThat(api("workflows")
                        .put("/api/workflows/" + name, workflow(name, steps))
                        .statusCode())
                .isEqualTo(201);
    }

    private static String workflow(String name, String steps) {
        return "kind: Workflow\nname: " + name + "\non: manual\nsteps:\n" + steps;
    }

    private JsonNode start(String workflow, String key) {
        HttpResponse<String> started = key == null
                ? api("operate").post("/api/workflows/" + workflow + "/runs")
                : api("operate").post("/api/workflows/" + workflow + "/runs", "Idempotency-Key", key);
        assertThat(started.statusCode()).isEqualTo(202);
        JsonNode run = JsonMapper.shared().readTree(started.body());
        assertThat(started.headers().firstValue("Location")).contains("/api/runs/" + id(run));
        return run;
    }

    private JsonNode awaitEnd(JsonNode run) {
        return await().atMost(SOON)
                .until(
                        () -> api("operate").get("/api/runs/" + id(run)).json(),
                        now -> List.of("SUCCEEDED", "FAILED", "CANCELLED")
                                .contains(now.get("state").asString()));
    }

    private static String id(JsonNode run) {
        return run.get("id").asString();
    }

    private Api api(String scopes) {
        return new Api("http://127.0.0.1:" + port, scopes);
    }
}
