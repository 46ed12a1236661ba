package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.processor.function.TestJars;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Functions of jars, from the statement to the rows, and what becomes of a view whose jar is another one. */
class FunctionsIT extends RunningProcessor {
    private static void install(String jar, int step) throws Exception {
        TestJars.write(FUNCTIONS.resolve(jar), """
                package com.acme;
                public class Step {
                    public long eval(long x) {
                        if (x > 100) {
                            throw new IllegalArgumentException("too far: " + x);
                        }
                        return x + %d;
                    }
                }
                """.formatted(step));
    }

    private HttpResponse<String> sql(String scope, String statement) throws Exception {
        return send(scope, "POST", "/api/sql", "application/sql", statement);
    }

    private JsonNode answer(String statement) throws Exception {
        HttpResponse<String> response = sql("admin", statement);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String create(String function, String jar) {
        return "CREATE FUNCTION " + function + " AS 'com.acme.Step' USING JAR '" + jar + "'";
    }

    private JsonNode view(String view) throws Exception {
        return JSON.readTree(get("/api/views/" + view).body());
    }

    private void awaitRows(String view, String part) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows(view, 1).values().toString()).contains(part));
    }

    @Test
    void aViewKeepsTheJarThatItWasCreatedWith() throws Exception {
        install("herons.jar", 1);
        assertThat(answer(create("heron_step", "herons.jar")).toString())
                .contains("\"created\":true")
                .contains("\"origin\":\"JAR\"");
        assertThat(answer(create("heron_step", "herons.jar")).toString()).contains("\"created\":false");
        publish("herons");
        flights.flight("herons", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        flights.flight("herons", 2, "2001-01-01T10:01:00Z", "LAS", 500, 100);
        String sql = "CREATE MATERIALIZED VIEW herons_stepped WITH (freshness = '1 second') AS"
                + " SELECT origin, SUM(heron_step(delay)) AS n FROM herons GROUP BY origin";
        assertThat(put("herons_stepped", sql).statusCode()).isEqualTo(201);
        awaitRows("herons_stepped", "\"n\":6");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                get("/api/views/herons_stepped/quarantine").body())
                        .contains("FUNCTION_FAILED")
                        .contains("java.lang.IllegalArgumentException: too far: 500"));

        assertThat(answer("DROP FUNCTION heron_step").toString()).contains("\"dropped\":true");
        flights.flight("herons", 3, "2001-01-01T10:02:00Z", "LAS", 1, 100);
        awaitRows("herons_stepped", "\"n\":8");

        Path jar = FUNCTIONS.resolve("herons.jar");
        byte[] bytes = Files.readAllBytes(jar);
        answer("PAUSE VIEW herons_stepped");
        install("herons.jar", 2);
        answer("RESUME VIEW herons_stepped");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(view("herons_stepped").get("state").asString())
                                .isEqualTo("FAILED"));
        assertThat(view("herons_stepped").get("reason").asString())
                .contains("com.acme.Step of the jar herons.jar with SHA-256")
                .contains("is needed");

        Files.write(jar, bytes);
        answer("RESUME VIEW herons_stepped");
        flights.flight("herons", 4, "2001-01-01T10:03:00Z", "LAS", 1, 100);
        awaitRows("herons_stepped", "\"n\":10");
        JsonNode verified = verified("herons_stepped");
        assertThat(verified.get("equal").asBoolean()).as(verified.toString()).isTrue();
        assertThat(delete("herons_stepped").statusCode()).isEqualTo(204);
    }

    private JsonNode verified(String view) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            String[] lines = send("POST", "/api/views/" + view + "/verify", null, null)
                                    .body()
                                    .strip()
                                    .split("\n");
                            return JSON.readTree(lines[lines.length - 1]).path("result");
                        },
                        JsonNode::isObject);
    }

    @Test
    void replacingWithTheSameStatementTakesTheFunctionAsItIsNow() throws Exception {
        install("storks.jar", 1);
        answer(create("stork_step", "storks.jar"));
        publish("storks");
        flights.flight("storks", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        String sql = "CREATE OR REPLACE MATERIALIZED VIEW storks_stepped WITH (freshness = '1 second') AS"
                + " SELECT origin, SUM(stork_step(delay)) AS n FROM storks GROUP BY origin";
        assertThat(put("storks_stepped", sql).statusCode()).isEqualTo(201);
        assertThat(put("storks_stepped", sql).statusCode()).isEqualTo(200);
        awaitRows("storks_stepped", "\"n\":6");

        install("storks-2.jar", 2);
        assertThat(sql("admin", create("stork_step", "storks-2.jar")).statusCode())
                .isEqualTo(409);
        answer("DROP FUNCTION stork_step");
        answer(create("stork_step", "storks-2.jar"));
        assertThat(put("storks_stepped", sql).statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("storks_stepped", 2).values().toString())
                                .contains("\"n\":7"));
        assertThat(delete("storks_stepped").statusCode()).isEqualTo(204);
        answer("DROP FUNCTION stork_step");
    }

    @Test
    void tellsFunctionsAndLetsOperatorsAloneChangeThem() throws Exception {
        install("egrets.jar", 1);

        assertThat(sql("views", create("egret_step", "egrets.jar")).statusCode())
                .isEqualTo(403);
        assertThat(sql("operate", create("egret_step", "egrets.jar")).statusCode())
                .isEqualTo(200);
        assertThat(sql("views", "SHOW FUNCTIONS LIKE 'egret%'").body())
                .contains("\"class\":\"com.acme.Step\"")
                .contains("\"jar\":\"egrets.jar\"");
        assertThat(answer("SHOW FUNCTIONS LIKE 'upper'").get("rows").toString()).contains("BUILT_IN");
        assertThat(answer("DESCRIBE FUNCTION egret_step").toString())
                .contains("\"signature\":\"egret_step(BIGINT)\",\"returns\":\"BIGINT\"")
                .contains("\"installed\":true");
        assertThat(sql("admin", create("egret_other", "absent.jar")).body())
                .contains("FUNCTION_UNAVAILABLE")
                .contains("There is no jar absent.jar here");
        assertThat(sql("views", "DROP FUNCTION egret_step").statusCode()).isEqualTo(403);
        assertThat(sql("operate", "DROP FUNCTION egret_step").statusCode()).isEqualTo(200);
        assertThat(sql("operate", "DROP FUNCTION egret_step").statusCode()).isEqualTo(404);
        assertThat(answer("DROP FUNCTION IF EXISTS egret_step").toString()).contains("\"dropped\":false");
    }
}
