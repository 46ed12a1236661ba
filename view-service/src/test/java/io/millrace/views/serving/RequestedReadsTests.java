package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.kernel.Violation;
import io.millrace.views.ViewDefinitions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestedReadsTests {
    private static final PublishedView VIEW = ViewDefinitions.of(
            List.of("name", "n"),
            new ViewColumn("name", "VARCHAR"),
            new ViewColumn("n", "BIGINT"),
            new ViewColumn("price", "DECIMAL(10,2)"));
    private static final ViewShape SHAPE = ViewShape.of(VIEW);

    static JsonNode body(String json) {
        try {
            return JsonBody.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RequestedReads parse(String json) {
        return RequestedReads.parse(body(json));
    }

    private static MillraceException refused(String json) {
        return catchThrowableOfType(MillraceException.class, () -> parse(json));
    }

    private static PlannedRead planned(String read, Violations violations) {
        RequestedReads requested = parse("{\"reads\":[" + read + "]}");
        return PlannedRead.of(requested.reads().getFirst(), SHAPE, violations);
    }

    private static List<Violation> violations(String read) {
        Violations violations = new Violations();
        planned(read, violations);
        MillraceException e = catchThrowableOfType(MillraceException.class, violations::refuse);
        assertThat(e.code()).isEqualTo(CommonError.INVALID_PARAMETER);
        return e.violations();
    }

    @Test
    void takesQueriesAndKeys() {
        String after = Position.of(new UUID(1, 2), 0, 3).token();
        RequestedReads requested = parse("{\"after\":\"" + after + "\",\"consistent\":true,\"reads\":["
                + "{\"view\":\"a\",\"query\":\"n=eq.1\"},{\"view\":\"b\",\"keys\":[[\"x\",1]]},{\"view\":\"a\"}]}");
        assertThat(requested.consistent()).isTrue();
        assertThat(requested.after().token()).isEqualTo(after);
        assertThat(requested.reads()).extracting(RequestedReads.Read::query).containsExactly("n=eq.1", null, "");
        assertThat(requested.views()).containsExactly(Map.entry("a", "/reads/0/view"), Map.entry("b", "/reads/1/view"));
    }

    @Test
    void mergesWhatTheHeaderNames() {
        UUID topic = new UUID(1, 2);
        RequestedReads requested = parse(
                        "{\"after\":\"" + Position.of(topic, 0, 3).token() + "\",\"reads\":[{\"view\":\"a\"}]}")
                .andAfter(Position.of(topic, 1, 4));
        assertThat(requested.after().offset(topic, 0)).isEqualTo(3);
        assertThat(requested.after().offset(topic, 1)).isEqualTo(4);
    }

    @Test
    void saysAllThatIsWrongAtOnceWithItsPlace() {
        MillraceException e = refused(
                "{\"consistent\":1,\"limit\":5,\"after\":7,\"reads\":[7,{\"view\":3,\"query\":[]},"
                        + "{\"view\":\"a\",\"query\":\"\",\"keys\":[[1]],\"select\":\"b\"},{\"view\":\"a\",\"keys\":[]}]}");
        assertThat(e.code()).isEqualTo(CommonError.INVALID_PARAMETER);
        assertThat(e.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/limit",
                        "/consistent",
                        "/after",
                        "/reads/0",
                        "/reads/1/view",
                        "/reads/1/query",
                        "/reads/2/select",
                        "/reads/2/keys",
                        "/reads/3/keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"reads\":[]}", "{\"reads\":{}}"})
    void wantsAReadAtLeast(String json) {
        assertThat(refused(json).violations()).extracting(Violation::pointer).containsExactly("/reads");
    }

    @Test
    void boundsReadsAndKeys() {
        String reads = IntStream.rangeClosed(0, RequestedReads.READS_MAX)
                .mapToObj(i -> "{\"view\":\"a\"}")
                .collect(Collectors.joining(","));
        assertThat(refused("{\"reads\":[" + reads + "]}").violations())
                .extracting(Violation::code)
                .containsExactly("TOO_MANY");
        String keys = IntStream.rangeClosed(0, RequestedReads.KEYS_MAX)
                .mapToObj(i -> "[" + i + "]")
                .collect(Collectors.joining(","));
        assertThat(refused("{\"reads\":[{\"view\":\"a\",\"keys\":[" + keys + "]}]}")
                        .violations())
                .extracting(Violation::pointer)
                .containsExactly("/reads/0/keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"reads\":", "{\"reads\":[],\"reads\":[]}", "{} {}", "null"})
    void refusesWhatIsNoJsonObject(String json) {
        MillraceException e = catchThrowableOfType(MillraceException.class, () -> body(json));
        assertThat(e.code()).isEqualTo(CommonError.MALFORMED_REQUEST);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String json = "{\"after\":\"" + "x".repeat(JsonBody.KIB_MAX * 1024) + "\"}";
        MillraceException e = catchThrowableOfType(MillraceException.class, () -> body(json));
        assertThat(e.code()).isEqualTo(CommonError.PAYLOAD_TOO_LARGE);
    }

    @Test
    void refusesAMalformedPosition() {
        assertThat(refused("{\"after\":\"nonsense!\",\"reads\":[{\"view\":\"a\"}]}")
                        .code())
                .isEqualTo(CommonError.MALFORMED_POSITION);
    }

    @Test
    void understandsAQueryAsAnAddressHasIt() {
        Violations violations = new Violations();
        PlannedRead read = planned("{\"view\":\"v\",\"query\":\"name=eq.a%20b&n=gt.1&n=lt.9&limit=3\"}", violations);
        assertThat(violations.isEmpty()).isTrue();
        RowQuery query = ((PlannedRead.ByQuery) read).query();
        assertThat(query.filters()).hasSize(3);
        assertThat(query.limit()).isEqualTo(3);
    }

    @Test
    void saysWhichQueryIsWrongAndHowToMendIt() {
        List<Violation> found = violations("{\"view\":\"v\",\"query\":\"nam=eq.a&n=near.1\"}");
        assertThat(found).extracting(Violation::pointer).containsOnly("/reads/0/query");
        assertThat(found).extracting(Violation::code).containsExactly("UNKNOWN_COLUMN", "UNKNOWN_OPERATOR");
        assertThat(found.getFirst().hint()).isEqualTo("name");
        assertThat(violations("{\"view\":\"v\",\"query\":\"name=eq.50%\"}"))
                .extracting(Violation::code)
                .containsExactly("INVALID_VALUE");
    }

    @Test
    void takesKeysAsValuesOrTheirTexts() {
        Violations violations = new Violations();
        PlannedRead.ByKeys read = (PlannedRead.ByKeys)
                planned("{\"view\":\"v\",\"keys\":[[\"a\",1],[\"a\",\"1\"],[null,1]]}", violations);
        assertThat(violations.isEmpty()).isTrue();
        assertThat(read.keys().get(0)).isEqualTo(SHAPE.keys().fromJson("[\"a\",1]".getBytes(StandardCharsets.UTF_8)));
        assertThat(read.keys().get(1)).isEqualTo(read.keys().get(0));
        assertThat(read.keys().get(2)).isEqualTo(SHAPE.keys().fromJson("[null,1]".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void saysWhichKeyIsWrong() {
        List<Violation> found = violations("{\"view\":\"v\",\"keys\":[[\"a\",\"one\"],[\"a\"],\"a\",[\"a\",[1]]]}");
        assertThat(found)
                .extracting(Violation::pointer)
                .containsExactly("/reads/0/keys/0/1", "/reads/0/keys/1", "/reads/0/keys/2", "/reads/0/keys/3/1");
        assertThat(found.get(1).detail()).contains("name (text), n (a whole number of 64 bits)");
    }

    @Test
    void theNextPageHasTheSameQueryWithItsCursor() {
        Cursor cursor = new Cursor(1, new byte[] {1}, List.of());
        assertThat(QueryText.next("a=eq.%20&cursor=old&limit=2", cursor))
                .isEqualTo("a=eq.%20&limit=2&cursor=" + cursor.token());
        assertThat(QueryText.next("", cursor)).isEqualTo("cursor=" + cursor.token());
    }
}
