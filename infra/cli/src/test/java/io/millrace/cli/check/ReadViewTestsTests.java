package io.millrace.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.check.ViewTests.GivenEvent;
import io.millrace.cli.check.ViewTests.ViewTest;
import io.millrace.kernel.Violation;
import org.junit.jupiter.api.Test;

class ReadViewTestsTests {
    private static ViewTest only(String text) {
        ReadViewTests.Result result = ReadViewTests.of("routes.test.yaml", text);
        assertThat(result.violations()).isEmpty();
        assertThat(result.tests()).isNotNull();
        return result.tests().tests().getFirst();
    }

    private static String mistakes(String text) {
        ReadViewTests.Result result = ReadViewTests.of("routes.test.yaml", text);
        assertThat(result.tests()).isNull();
        StringBuilder mistakes = new StringBuilder();
        for (Violation violation : result.violations()) {
            mistakes.append(violation.line()).append(": ").append(violation.detail());
            mistakes.append(violation.hint() == null ? "" : " " + violation.hint())
                    .append('\n');
        }
        return mistakes.toString();
    }

    @Test
    void keepsEventsAsTheyWouldBeSentWithTheirLines() {
        ViewTest test = only("""
            view: routes
            tests:
              - name: sums
                given:
                  flights:
                    - {id: "1", at: 2001-01-01T10:00:00Z, price: 1.10, country: NO, gone: null}
                    - '{"broken'
                expect: []
            """);
        assertThat(test.given().getFirst().partitions().getFirst())
                .containsExactly(
                        new GivenEvent(
                                "{\"id\":\"1\",\"at\":\"2001-01-01T10:00:00Z\",\"price\":1.10,\"country\":\"NO\",\"gone\":null}",
                                6),
                        new GivenEvent("{\"broken", 7));
    }

    @Test
    void readsPartitionsAliasesAndExpectations() {
        ViewTest test = only("""
            view: routes
            tests:
              - name: sums
                given:
                  flights:
                    partitions:
                      - [&first {id: "1"}, {id: "2"}]
                      - [*first]
                expect:
                  - {origin: LAS}
                ordered: true
                lateRows: 2
            """);
        assertThat(test.given().getFirst().partitions()).hasSize(2);
        assertThat(test.given().getFirst().partitions().get(1).getFirst().text())
                .isEqualTo("{\"id\":\"1\"}");
        assertThat(test.ordered()).isTrue();
        assertThat(test.exact()).isFalse();
        assertThat(test.lateRows()).isEqualTo(2);
        assertThat(test.quarantined()).isNull();
        assertThat(test.expected()).hasSize(1);
    }

    @Test
    void namesEverythingThatIsWrongWithItsLine() {
        assertThat(mistakes("""
            veiw: routes
            tests:
              - name: sums
                given:
                  flights: {first: [{id: "1"}]}
                expct: []
                lateRows: many
            """))
                .contains(
                        "1: 'veiw' means nothing here",
                        "Did you mean 'view'?",
                        "Say which view is tested",
                        "5: The events of flights are a list",
                        "6: 'expct' means nothing here",
                        "7: 'lateRows' is a number",
                        "3: The test expects nothing");
    }

    @Test
    void tellsWhereTextIsNotYaml() {
        assertThat(mistakes("view: routes\ntests: [\n")).startsWith("3: This is not YAML");
        assertThat(mistakes("view: a\nview: b\n")).contains("2: 'view' is there twice");
        assertThat(mistakes("view: a\ntests:\n  - {name: x, expect: [{a: .inf}]}\n"))
                .contains("3: '.inf' is no number that JSON has");
        assertThat(mistakes("")).contains("The file is empty");
    }
}
