package io.millrace.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadDocumentTests {
    @Test
    void readsYamlAndJsonToTheSameTree() {
        SourceDocument yaml = yaml("a: [1, 2.5, 0x10, true, ~, 'x', yes, 2001-01-01]\nb: {c: \"\\u00e9\"}\n");
        SourceDocument json = json(
                "{\"a\": [1, 2.5, 16, true, null, \"x\", \"yes\", \"2001-01-01\"],\n\t\"b\": {\"c\": \"\\u00e9\"}}");
        assertThat(yaml.content()).isEqualTo(json.content());
        assertThat(json.violation("/b/c", "X", "x", null).line()).isEqualTo(2);
        assertThat(yaml.violation("/b/c", "X", "x", null).line()).isEqualTo(2);
    }

    @Test
    void placesUnknownPartsAtWhatIsAroundThem() {
        Violation violation = yaml("a:\n  b:\n    c: 1\n").violation("/a/b/nothing/here", "X", "x", null);
        assertThat(violation.line()).isEqualTo(2);
        assertThat(violation.column()).isEqualTo(3);
        assertThat(violation.pointer()).isEqualTo("/a/b/nothing/here");
    }

    @Test
    void unfoldsAliases() {
        assertThat(yaml("a: &x {b: 1}\nc: *x\nd: [&s text, *s]\n").content())
                .isEqualTo(json("{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[\"text\",\"text\"]}")
                        .content());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1, 2'              | SYNTAX    | 1",
                "'a: 1\nb: 2\na: 3\n'    | DUPLICATE_KEY | 3",
                "'a: *nothing'           | ALIAS     | 1",
                "'a: &x [*x]'            | ALIAS     | 1",
                "'a: 1\n---\nb: 2\n'     | DOCUMENTS | 2",
                "'a: !!java.lang.Thread x' | TAG     | 1",
                "'a: !secret x'          | TAG       | 1",
                "'? [a, b]\n: 1'         | KEY       | 1",
                "'a: .nan'               | NUMBER    | 1",
                "'a: 1e999999999'        | NUMBER    | 1",
                "'a: \"\\0\"'            | CHARACTER | 1",
                "'# nothing'             | EMPTY     | 1",
                "'a: b: c'               | SYNTAX    | 1",
                "'\t- a'                 | SYNTAX    | 1",
            })
    void refusesYamlThatCannotBeTaken(String text, String code, int line) {
        Violation violation = refused(text.getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML)
                .getFirst();
        assertThat(violation.code()).isEqualTo(code);
        assertThat(violation.line()).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"a\": }'               | SYNTAX",
                "'{\"a\": 1,}'             | SYNTAX",
                "'{\"a\": 1} x'            | SYNTAX",
                "'{\"a\": 1} {}'           | SYNTAX",
                "'{\"a\": 1, \"a\": 2}'    | DUPLICATE_KEY",
                "'{\"a\": \"\\u0000\"}'    | CHARACTER",
                "'{\"a\": \"\\ud800\"}'    | CHARACTER",
                "'{\"a\": 1e99999}'        | NUMBER",
                "'{\"a\": NaN}'            | SYNTAX",
                "'{\"a\": 1'               | SYNTAX",
                "''                        | EMPTY",
            })
    void refusesJsonThatCannotBeTaken(String text, String code) {
        assertThat(refused(text.getBytes(StandardCharsets.UTF_8), DocumentFormat.JSON)
                        .getFirst()
                        .code())
                .isEqualTo(code);
    }

    @Test
    void namesAllDuplicateKeysAtOnce() {
        assertThat(refused("a: 1\na: 2\nb: 1\nb: 2\n".getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML))
                .extracting(Violation::line)
                .containsExactly(2, 4);
    }

    @Test
    void stopsABillionLaughs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(refused(bomb.toString().getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML)
                        .getFirst()
                        .code())
                .isEqualTo("SIZE");
    }

    @Test
    void stopsDeepNesting() {
        byte[] deep = "[".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        assertThat(refused(deep, DocumentFormat.YAML).getFirst().code()).isEqualTo("DEPTH");
        assertThat(refused(deep, DocumentFormat.JSON).getFirst().code()).isEqualTo("DEPTH");
        byte[] blocks = "- ".repeat(400_000).getBytes(StandardCharsets.UTF_8);
        assertThat(refused(blocks, DocumentFormat.YAML).getFirst().code()).isEqualTo("DEPTH");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "a: b\nc: \u00e9".getBytes(StandardCharsets.ISO_8859_1);
        Violation violation = refused(latin, DocumentFormat.YAML).getFirst();
        assertThat(violation.code()).isEqualTo("ENCODING");
        assertThat(violation.line()).isEqualTo(2);
        assertThat(refused("a: b".getBytes(StandardCharsets.UTF_16), DocumentFormat.JSON)
                        .getFirst()
                        .code())
                .isEqualTo("ENCODING");
    }

    @Test
    void ignoresAByteOrderMark() {
        assertThat(yaml("\uFEFFa: 1").content().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void changesOneWordToShowAnotherStatus() {
        String text = "id: x # ü𝄞\nstatus: 'active' # why\nlist: [a, {status: active}]\n";
        assertThat(new DocumentText(DocumentFormat.YAML, text)
                        .withStatus("deprecated")
                        .text())
                .isEqualTo("id: x # ü𝄞\nstatus: 'deprecated' # why\nlist: [a, {status: active}]\n");
        String anchored = "list: [&s active]\nstatus: *s\n";
        assertThat(new DocumentText(DocumentFormat.YAML, anchored)
                        .withStatus("deprecated")
                        .content()
                        .path("status")
                        .asString())
                .isEqualTo("deprecated");
        assertThat(new DocumentText(DocumentFormat.JSON, "{\"status\":\"active\"}")
                        .withStatus("deprecated")
                        .content()
                        .path("status")
                        .asString())
                .isEqualTo("deprecated");
    }

    private static SourceDocument yaml(String text) {
        return ReadDocument.read(text.getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML);
    }

    private static SourceDocument json(String text) {
        return ReadDocument.read(text.getBytes(StandardCharsets.UTF_8), DocumentFormat.JSON);
    }

    private static List<Violation> refused(byte[] body, DocumentFormat format) {
        return catchThrowableOfType(MillraceException.class, () -> ReadDocument.read(body, format))
                .violations();
    }
}
