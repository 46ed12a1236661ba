package io.millrace.orchestration.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.step.AllowedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadWorkflowTests {
    private final ReadWorkflow readWorkflow = new ReadWorkflow(new AllowedHosts(List.of("localhost", "*.example.com")));

    @Test
    void readsEverything() {
        WorkflowDefinition workflow = readWorkflow.read("""
                kind: Workflow
                name: nightly
                description: Close the day
                on:
                  schedule:
                    - {cron: '30 2 * * *', timezone: Europe/Berlin}
                    - cron: '@weekly'
                  manual: {}
                timeout: 2 hours
                steps:
                  fetch:
                    uses: http
                    url: http://localhost:8080/data?key=1
                    timeout: 500 ms
                  load:
                    kind: http
                    needs: fetch
                    with:
                      method: put
                      url: https://api.example.com/load
                      headers: {X-Team: sales}
                      body: {rows: 3, exact: 1.50, on: true, note: 'yes', list: [1, null]}
                      expect: [200, 202]
                    retry: {attempts: 5, backoff: 1s, max: 1 minute}
                """);
        assertThat(workflow.name()).isEqualTo("nightly");
        assertThat(workflow.manual()).isTrue();
        assertThat(workflow.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(workflow.schedules()).hasSize(2);
        assertThat(workflow.schedules().getFirst().timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        StepDefinition fetch = workflow.step("fetch");
        assertThat(fetch.call().method()).isEqualTo("GET");
        assertThat(fetch.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(fetch.retry()).isEqualTo(Retry.NEVER);
        assertThat(fetch.call()).hasToString("GET http://localhost:8080/data?…");
        StepDefinition load = workflow.step("load");
        assertThat(load.needs()).containsExactly("fetch");
        assertThat(load.retry()).isEqualTo(new Retry(5, Duration.ofSeconds(1), Duration.ofMinutes(1)));
        assertThat(load.call().body())
                .isEqualTo("{\"rows\":3,\"exact\":1.50,\"on\":true,\"note\":\"yes\",\"list\":[1,null]}");
        assertThat(load.call().headers())
                .containsEntry("X-Team", "sales")
                .containsEntry("Content-Type", "application/json");
        assertThat(load.call().expect()).containsExactly(200, 202);
    }

    @Test
    void readsStepsAsAListAndTheShortTrigger() {
        WorkflowDefinition workflow = readWorkflow.read("""
                kind: Workflow
                name: small
                on: manual
                steps:
                  - {name: only, uses: http, url: 'http://localhost/x', expect: 204}
                """);
        assertThat(workflow.manual()).isTrue();
        assertThat(workflow.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.call().expect()).containsExactly(204));
    }

    @Test
    void readsJson() {
        String json = "{\"kind\":\"Workflow\",\"name\":\"j\",\"on\":[\"manual\"],"
                + "\"steps\":[{\"name\":\"a\",\"uses\":\"http\",\"url\":\"http://localhost/\"}]}";
        assertThat(readWorkflow.read(json).steps()).hasSize(1);
    }

    @Test
    void namesEveryMistakeWithItsPlace() {
        List<Violation> violations = violations("""
                kind: Workflo
                name: 1st
                onn: manual
                on:
                  schedule:
                    - {cron: '61 * * * *', timezone: Europe/Berlim}
                steps:
                  - name: fetch
                    uses: https
                    ulr: http://localhost/
                    timeout: soon
                  - name: load
                    uses: http
                    url: ftp://localhost/
                    needs: [fetsh]
                    retry: {attempts: 11}
                  - name: load
                    uses: http
                    url: http://evil.test/
                    headers: {Host: other}
                """);
        assertThat(violations.stream().map(v -> v.line() + " " + v.code() + " " + v.pointer()))
                .containsExactly(
                        "1 WRONG_KIND /kind",
                        "2 BAD_NAME /name",
                        "3 UNKNOWN_KEY /onn",
                        "6 BAD_CRON /on/schedule/0/cron",
                        "6 BAD_TIMEZONE /on/schedule/0/timezone",
                        "8 MISSING_KEY /steps/0",
                        "9 UNKNOWN_STEP_KIND /steps/0/uses",
                        "10 UNKNOWN_KEY /steps/0/ulr",
                        "11 BAD_DURATION /steps/0/timeout",
                        "14 BAD_URL /steps/1/url",
                        "15 UNKNOWN_STEP /steps/1/needs/0",
                        "16 OUT_OF_RANGE /steps/1/retry/attempts",
                        "17 DUPLICATE_STEP /steps/2",
                        "19 HOST_NOT_ALLOWED /steps/2/url",
                        "20 BAD_HEADER /steps/2/headers/Host");
        assertThat(violations).extracting(Violation::hint).contains("on", "url", "fetch", "Europe/Berlin", "http");
    }

    @Test
    void readsTheDemoProject() throws IOException {
        Path folder = Path.of(System.getProperty("millrace.root"), "infra/samples/workflows");
        ReadWorkflow asInstalled = new ReadWorkflow(new AllowedHosts(List.of("localhost", "127.0.0.1", "[::1]")));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isNotEmpty().allSatisfy(file -> {
                WorkflowDefinition workflow = asInstalled.read(Files.readString(file));
                assertThat(file.getFileName()).hasToString(workflow.name() + ".yaml");
            });
        }
    }

    @Test
    void namesACycleWithItsPath() {
        List<Violation> violations = violations(workflow("""
                  a: {uses: http, url: 'http://localhost/', needs: c}
                  b: {uses: http, url: 'http://localhost/', needs: a}
                  c: {uses: http, url: 'http://localhost/', needs: [b]}
                  d: {uses: http, url: 'http://localhost/', needs: [d, a]}
                """));
        assertThat(violations).extracting(Violation::code).containsExactly("CYCLE", "CYCLE");
        assertThat(violations.getFirst().detail()).contains("a → c → b → a");
        assertThat(violations.getLast().detail()).contains("d → d");
    }

    @Test
    void refusesMoreThanAHundredSteps() {
        String steps = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> "  s" + i + ": {uses: http, url: 'http://localhost/'}\n")
                .collect(Collectors.joining());
        assertThat(violations(workflow(steps))).extracting(Violation::code).containsExactly("TOO_MANY");
    }

    @Test
    void acceptsAChainOfAHundredSteps() {
        String steps = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> "  s" + i + ": {uses: http, url: 'http://localhost/', needs: ["
                        + (i > 1 ? "s" + (i - 1) : "") + "]}\n")
                .collect(Collectors.joining());
        assertThat(readWorkflow.read(workflow(steps)).steps()).hasSize(100);
    }

    @Test
    void refusesDocumentsThatAreTooLargeOrTooDeep() {
        assertThat(violations("# " + "x".repeat(300_000)))
                .extracting(Violation::code)
                .containsExactly("TOO_LARGE");
        assertThat(violations("a: " + "[".repeat(5000)))
                .extracting(Violation::code)
                .containsExactly("MALFORMED_YAML");
    }

    @Test
    void refusesAliasesThatMultiplyInABody() {
        StringBuilder bomb =
                new StringBuilder("  s:\n    uses: http\n    url: http://localhost/\n    body:\n      a0: &a0 [x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("      a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(violations(workflow(bomb.toString())))
                .extracting(Violation::code)
                .containsExactly("BAD_BODY");
    }

    @Test
    void refusesABodyThatHoldsItself() {
        assertThat(violations(workflow("  s: {uses: http, url: 'http://localhost/', body: &b {x: *b}}\n")))
                .extracting(Violation::code)
                .containsExactly("BAD_BODY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "just text",
                "[1, 2]",
                "a: [",
                "a: b: c",
                "\t- x",
                "a: *unknown",
                "--- a\n--- b",
                "kind: Workflow\nname: x\non: manual\nsteps: {}",
                "kind: Workflow\nname: x\non: {}\nsteps: []",
                "kind: Workflow\nname: x\non: daily\nsteps: [1, null, a]",
                "{? [a] : b}",
                "!!java.io.File x",
                "a: \u0007"
            })
    void refusesNonsenseWithoutFailing(String document) {
        assertThat(violations(document)).isNotEmpty();
    }

    private static String workflow(String steps) {
        return "kind: Workflow\nname: w\non: manual\nsteps:\n" + steps;
    }

    private List<Violation> violations(String document) {
        MillraceException refused = catchThrowableOfType(MillraceException.class, () -> readWorkflow.read(document));
        assertThat(refused)
                .as("refusal of %s", document.length() > 500 ? "a long document" : document)
                .isNotNull();
        assertThat(refused.code()).isEqualTo(OrchestrationError.WORKFLOW_INVALID);
        return refused.violations();
    }
}
