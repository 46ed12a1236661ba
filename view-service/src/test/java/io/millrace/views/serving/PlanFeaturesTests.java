package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.ViewDefinitions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFeaturesTests {
    private static final PublishedView ORDERS = ViewDefinitions.named(
            "orders",
            List.of("customer_id"),
            List.of(),
            new ViewColumn("customer_id", "VARCHAR"),
            new ViewColumn("count", "BIGINT"),
            new ViewColumn("revenue", "DECIMAL(10,2)"),
            new ViewColumn("rate", "DOUBLE"),
            new ViewColumn("active", "BOOLEAN"),
            new ViewColumn("last", "TIMESTAMP(3)"),
            new ViewColumn("tags", "ARRAY<VARCHAR>"));
    private static final PublishedView LOGINS = ViewDefinitions.named(
            "logins",
            List.of("customer_id", "$device"),
            List.of(new ViewColumn("$device", "BIGINT")),
            new ViewColumn("customer_id", "VARCHAR"),
            new ViewColumn("odd.name", "BIGINT"));
    private static final PublishedView TOTAL =
            ViewDefinitions.named("total", List.of(), List.of(), new ViewColumn("n", "BIGINT"));

    private static PlannedFeatures plan(String json, boolean decimalsAsText) {
        RequestedFeatures requested = RequestedFeatures.parse(RequestedReadsTests.body(json));
        SequencedMap<String, PublishedView> opened = new LinkedHashMap<>();
        for (String name : requested.views().keySet()) {
            List.of(ORDERS, LOGINS, TOTAL).stream()
                    .filter(view -> view.name().equals(name))
                    .forEach(view -> opened.put(name, view));
        }
        return new PlanFeatures(requested, decimalsAsText, new Violations()).plan(opened, ViewShape::of);
    }

    private static List<Violation> refused(String json) {
        MillraceException e = catchThrowableOfType(MillraceException.class, () -> plan(json, false));
        assertThat(e.code()).isEqualTo(CommonError.INVALID_PARAMETER);
        return e.violations();
    }

    private static byte[] key(PublishedView view, String json) {
        return ViewShape.of(view).keys().fromJson(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachViewTakesItsKeyColumns() {
        PlannedFeatures plan = plan(
                "{\"features\":[\"orders.count\",\"logins.odd.name\",\"total.n\"],"
                        + "\"keys\":[{\"customer_id\":\"c1\",\"device\":7}]}",
                false);
        assertThat(plan.features()).extracting(PlannedFeatures.Feature::type).containsOnly("BIGINT");
        assertThat(plan.features()).extracting(PlannedFeatures.Feature::view).containsExactly(0, 1, 2);
        assertThat(plan.views().get(0).keys()).containsExactly(key(ORDERS, "[\"c1\"]"));
        assertThat(plan.views().get(1).keys()).containsExactly(key(LOGINS, "[\"c1\",7]"));
        assertThat(plan.views().get(2).keys()).containsExactly(key(TOTAL, "[]"));
    }

    @Test
    void columnsOfOneViewAreReadTogether() {
        PlannedFeatures plan =
                plan("{\"features\":[\"orders.count\",\"orders.revenue\"],\"keys\":[{\"customer_id\":\"c1\"}]}", false);
        assertThat(plan.views()).hasSize(1);
        assertThat(plan.features()).extracting(PlannedFeatures.Feature::column).containsExactly(1, 2);
    }

    @Test
    void saysAllThatIsWrongWithKeysAndColumns() {
        List<Violation> found = refused(
                "{\"features\":[\"orders.cuont\",\"logins.odd.name\"],"
                        + "\"keys\":[{\"customer_id\":\"c1\"},{\"customer_id\":\"c1\",\"device\":\"x\"},{\"costumer_id\":\"c1\",\"device\":1}]}");
        assertThat(found)
                .extracting(Violation::pointer)
                .contains(
                        "/features/0",
                        "/keys/0/device",
                        "/keys/1/device",
                        "/keys/2/customer_id",
                        "/keys/2/costumer_id");
        assertThat(found)
                .filteredOn(violation -> "/features/0".equals(violation.pointer()))
                .extracting(Violation::hint)
                .containsExactly("count");
        assertThat(found)
                .filteredOn(violation -> "/keys/2/costumer_id".equals(violation.pointer()))
                .extracting(Violation::hint)
                .containsExactly("customer_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.count|0|0",
                "orders.revenue|1.5|1.5",
                "orders.revenue|\"1.50\"|1.50",
                "orders.rate|0.25|0.25",
                "orders.active|false|false",
                "orders.last|\"2001-01-01T00:00:00Z\"|\"2001-01-01T00:00:00Z\"",
                "orders.tags|[]|[]",
                "orders.count|null|null"
            })
    void takesDefaultsAsValuesAre(String feature, String value, String json) {
        PlannedFeatures plan = plan(
                "{\"features\":[\"" + feature + "\"],\"keys\":[{\"customer_id\":\"c\"}],\"defaults\":{\"" + feature
                        + "\":" + value + "}}",
                false);
        assertThat(plan.features().getFirst().defaultJson())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(json);
    }

    @Test
    void decimalsOfDefaultsAreTextsWherePreferred() {
        PlannedFeatures plan = plan(
                "{\"features\":[\"orders.revenue\"],\"keys\":[{\"customer_id\":\"c\"}],\"defaults\":{\"orders.revenue\":0.5}}",
                true);
        assertThat(plan.features().getFirst().defaultJson())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("\"0.5\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.count|\"0\"",
                "orders.count|1.5",
                "orders.count|9223372036854775808",
                "orders.revenue|\"many\"",
                "orders.active|\"true\"",
                "orders.last|\"yesterday\"",
                "orders.tags|\"\"",
                "orders.customer_id|1"
            })
    void refusesDefaultsOfAnotherType(String feature, String value) {
        List<Violation> found = refused("{\"features\":[\"" + feature
                + "\"],\"keys\":[{\"customer_id\":\"c\"}],\"defaults\":{\"" + feature + "\":" + value + "}}");
        assertThat(found).extracting(Violation::pointer).containsExactly("/defaults/" + feature);
    }

    @Test
    void saysAllThatIsWrongInTheBody() {
        List<Violation> found = refused("{\"features\":[\"orders\",7,\"orders.count\",\"orders.count\",\".x\",\"x.\"],"
                + "\"keys\":[\"c1\"],\"defaults\":{\"orders.coumt\":0},\"limit\":1}");
        assertThat(found)
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/limit",
                        "/features/0",
                        "/features/1",
                        "/features/3",
                        "/features/4",
                        "/features/5",
                        "/keys/0",
                        "/defaults/orders.coumt");
        assertThat(found)
                .filteredOn(violation -> violation.code().equals("UNKNOWN_FEATURE"))
                .extracting(Violation::hint)
                .containsExactly("orders.count");
    }

    @Test
    void boundsFeaturesAndKeys() {
        String features = IntStream.rangeClosed(0, RequestedFeatures.FEATURES_MAX)
                .mapToObj(i -> "\"orders.c" + i + "\"")
                .collect(Collectors.joining(","));
        String keys = IntStream.rangeClosed(0, RequestedFeatures.KEYS_MAX)
                .mapToObj(i -> "{\"customer_id\":\"c" + i + "\"}")
                .collect(Collectors.joining(","));
        assertThat(refused("{\"features\":[" + features + "],\"keys\":[" + keys + "]}"))
                .extracting(Violation::pointer)
                .containsExactly("/features", "/keys");
    }
}
