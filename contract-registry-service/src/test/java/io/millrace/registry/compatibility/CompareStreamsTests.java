package io.millrace.registry.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareStreamsTests {
    private static final ColumnSchema KEY = ColumnSchema.of("id", ColumnType.STRING, true, 1);
    private static final ColumnSchema COUNT = ColumnSchema.of("count", ColumnType.LONG, false, 0);

    @Test
    void findsNothingBetweenEquals() {
        assertThat(CompareStreams.compare(stream(KEY, COUNT), stream(KEY, COUNT), "/schema/0"))
                .isEmpty();
    }

    @Test
    void keepsDerivedStreamsDerivedWhateverTheyAreDerivedFrom() {
        StreamSchema sent = stream(KEY);
        StreamSchema derived = derived("orders");
        verdict(sent, derived, false, false);
        verdict(derived, sent, false, false);
        assertThat(CompareStreams.compare(derived, sent, "/schema/0"))
                .noneMatch(CompatibilityMode.NONE::allows)
                .isNotEmpty();
        assertThat(CompareStreams.compare(derived, derived("returns"), "/schema/0"))
                .isEmpty();
    }

    private static StreamSchema derived(String source) {
        return new StreamSchema(
                "s", "s", null, "c", "1.0.0", 4, List.of(KEY), null, 60_000, false, -1, List.of(source));
    }

    @Test
    void letsOptionalColumnsBeAdded() {
        verdict(stream(KEY), stream(KEY, COUNT), true, false);
    }

    @Test
    void refusesRequiredColumnsThatAreAdded() {
        verdict(stream(KEY), stream(KEY, ColumnSchema.of("count", ColumnType.LONG, true, 0)), false, false);
    }

    @Test
    void refusesToRemoveColumns() {
        verdict(stream(KEY, COUNT), stream(KEY), false, true);
    }

    @Test
    void letsIntegersBecomeNumbersButNotBack() {
        ColumnSchema number = ColumnSchema.of("count", ColumnType.DOUBLE, false, 0);
        verdict(stream(KEY, COUNT), stream(KEY, number), true, false);
        verdict(stream(KEY, number), stream(KEY, COUNT), false, true);
        verdict(stream(KEY, COUNT), stream(KEY, ColumnSchema.of("count", ColumnType.STRING, false, 0)), false, false);
    }

    @Test
    void letsDecimalsWiden() {
        verdict(stream(KEY, decimal(10, 2)), stream(KEY, decimal(12, 3)), true, false);
        verdict(stream(KEY, decimal(10, 2)), stream(KEY, decimal(10, 3)), false, false);
        verdict(stream(KEY, COUNT), stream(KEY, decimal(19, 0)), true, false);
        verdict(stream(KEY, COUNT), stream(KEY, decimal(18, 0)), false, false);
    }

    @Test
    void letsConstraintsLoosenOnly() {
        ColumnSchema narrow = bounded("0", "10", null);
        ColumnSchema wide = bounded("-1", "11", null);
        verdict(stream(KEY, narrow), stream(KEY, wide), true, false);
        verdict(stream(KEY, wide), stream(KEY, narrow), false, true);
        verdict(stream(KEY, narrow), stream(KEY, COUNT), true, false);
        verdict(stream(KEY, bounded("5", null, null)), stream(KEY, bounded(null, null, "4")), true, false);
        verdict(stream(KEY, bounded("5", null, null)), stream(KEY, bounded(null, null, "5")), false, true);
    }

    @Test
    void treatsAnotherPatternAsTighter() {
        verdict(stream(KEY, text("a+", null)), stream(KEY, text("a*", null)), false, false);
        verdict(stream(KEY, text("a+", null)), stream(KEY, text(null, null)), true, false);
        verdict(stream(KEY, text(null, List.of("a"))), stream(KEY, text(null, List.of("a", "b"))), true, false);
        verdict(stream(KEY, text(null, List.of("a", "b"))), stream(KEY, text(null, List.of("b"))), false, true);
    }

    @Test
    void letsRequiredColumnsBecomeOptional() {
        ColumnSchema required = ColumnSchema.of("count", ColumnType.LONG, true, 0);
        verdict(stream(KEY, required), stream(KEY, COUNT), true, false);
        verdict(stream(KEY, COUNT), stream(KEY, required), false, true);
    }

    @Test
    void neverChangesWhatTheTopicIsLaidOutBy() {
        StreamSchema before = stream(KEY, COUNT);
        StreamSchema otherKey = stream(
                ColumnSchema.of("id", ColumnType.STRING, true, 0), ColumnSchema.of("count", ColumnType.LONG, false, 1));
        List<Change> changes = CompareStreams.compare(before, otherKey, "/schema/0");
        assertThat(changes).anySatisfy(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.FIXED);
            assertThat(change.detail()).contains("[id] → [count]");
            assertThat(CompatibilityMode.NONE.allows(change)).isFalse();
        });
    }

    @Test
    void neverRetypesKeyColumns() {
        ColumnSchema number = key(ColumnType.DECIMAL, 10, 0);
        for (ColumnSchema other : List.of(key(ColumnType.DECIMAL, 12, 2), key(ColumnType.DOUBLE, 0, 0))) {
            assertThat(CompareStreams.compare(stream(number), stream(other), "/schema/0"))
                    .anySatisfy(change -> assertThat(change.kind()).isEqualTo(Change.Kind.FIXED));
        }
        assertThat(CompareStreams.compare(
                        stream(key(ColumnType.LONG, 0, 0)), stream(key(ColumnType.DECIMAL, 20, 0)), "/schema/0"))
                .noneMatch(change -> change.detail().contains("primary key"))
                .anyMatch(change -> !CompatibilityMode.NONE.allows(change));
    }

    private static ColumnSchema key(ColumnType type, int precision, int scale) {
        return new ColumnSchema("n", type, true, 1, precision, scale, Constraints.NONE, null, List.of(), null);
    }

    @Test
    void countsColumnsThatNarrowWhatWasTakenUnseenAsTighter() {
        verdict(keeping(KEY), keeping(KEY, COUNT), false, true);
        ColumnSchema any =
                new ColumnSchema("o", ColumnType.OBJECT, false, 0, 0, 0, Constraints.NONE, null, List.of(), null);
        verdict(stream(KEY, any), stream(KEY, object(COUNT)), false, true);
        assertThat(CompareStreams.compare(stream(KEY, any), stream(KEY, object(COUNT)), "/schema/0"))
                .singleElement()
                .satisfies(change -> assertThat(change.kind()).isEqualTo(Change.Kind.TIGHTENED));
    }

    private static StreamSchema keeping(ColumnSchema... columns) {
        return new StreamSchema("s", "s", null, "c", "1.0.0", 4, List.of(columns), null, 60_000, true, -1);
    }

    @Test
    void comparesMembersAndItems() {
        ColumnSchema before = object(ColumnSchema.of("a", ColumnType.STRING, false, 0));
        ColumnSchema after = object(ColumnSchema.of("a", ColumnType.LONG, false, 0));
        List<Change> changes = CompareStreams.compare(stream(KEY, before), stream(KEY, after), "/schema/0");
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.COLUMN_RETYPED);
            assertThat(change.pointer()).isEqualTo("/schema/0/properties/1/properties/0/logicalType");
        });
    }

    @Test
    void noneAllowsWhatTheOthersRefuse() {
        Change removed = CompareStreams.compare(stream(KEY, COUNT), stream(KEY), "/schema/0")
                .getFirst();
        assertThat(CompatibilityMode.NONE.allows(removed)).isTrue();
        assertThat(CompatibilityMode.FULL.allows(removed)).isFalse();
        assertThat(CompatibilityMode.FORWARD.allows(removed)).isTrue();
    }

    private static void verdict(StreamSchema before, StreamSchema after, boolean backward, boolean forward) {
        List<Change> changes = CompareStreams.compare(before, after, "/schema/0");
        assertThat(changes).isNotEmpty();
        assertThat(changes.stream().allMatch(CompatibilityMode.BACKWARD::allows))
                .as("backward " + changes)
                .isEqualTo(backward);
        assertThat(changes.stream().allMatch(CompatibilityMode.FORWARD::allows))
                .as("forward " + changes)
                .isEqualTo(forward);
    }

    private static StreamSchema stream(ColumnSchema... columns) {
        return new StreamSchema("s", "s", null, "c", "1.0.0", 4, List.of(columns), null, 60_000, false, -1);
    }

    @Test
    void timestampsMayBecomeFinerAndNotCoarser() {
        verdict(stream(KEY, timestamp(0)), stream(KEY, timestamp(6)), true, false);
        verdict(stream(KEY, timestamp(6)), stream(KEY, timestamp(0)), false, true);
    }

    @Test
    void textAndBytesAreNotEachOther() {
        verdict(stream(KEY, bytes(null)), stream(KEY, ColumnSchema.of("x", ColumnType.STRING, false, 0)), false, false);
        verdict(stream(KEY, bytes(16)), stream(KEY, bytes(32)), true, false);
        verdict(stream(KEY, bytes(16)), stream(KEY, bytes(null)), true, false);
    }

    private static ColumnSchema bytes(Integer maxLength) {
        Constraints constraints = new Constraints(
                null, maxLength, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null);
        return new ColumnSchema("x", ColumnType.BINARY, false, 0, 0, 0, constraints, null, List.of(), null);
    }

    @Test
    void mapsKeepTheTypeOfTheirValues() {
        ColumnSchema longs = ColumnSchema.mapOf("o", false, ColumnSchema.of("value", ColumnType.LONG, false, 0));
        ColumnSchema doubles = ColumnSchema.mapOf("o", false, ColumnSchema.of("value", ColumnType.DOUBLE, false, 0));
        ColumnSchema any =
                new ColumnSchema("o", ColumnType.OBJECT, false, 0, 0, 0, Constraints.NONE, null, List.of(), null);
        assertThat(CompareStreams.compare(stream(KEY, longs), stream(KEY, longs), "/schema/0"))
                .isEmpty();
        for (ColumnSchema other : List.of(doubles, any, object(COUNT))) {
            verdict(stream(KEY, longs), stream(KEY, other), false, false);
            verdict(stream(KEY, other), stream(KEY, longs), false, false);
        }
        assertThat(CompareStreams.compare(stream(KEY, longs), stream(KEY, doubles), "/schema/0"))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.detail()).isEqualTo("~ o: MAP<VARCHAR,BIGINT> → MAP<VARCHAR,DOUBLE>"));
    }

    private static ColumnSchema timestamp(int precision) {
        return new ColumnSchema(
                "t", ColumnType.TIMESTAMP, false, 0, precision, 0, Constraints.NONE, null, List.of(), null);
    }

    private static ColumnSchema decimal(int precision, int scale) {
        return new ColumnSchema(
                "count", ColumnType.DECIMAL, false, 0, precision, scale, Constraints.NONE, null, List.of(), null);
    }

    private static ColumnSchema object(ColumnSchema member) {
        return new ColumnSchema("o", ColumnType.OBJECT, false, 0, 0, 0, Constraints.NONE, null, List.of(member), null);
    }

    private static ColumnSchema bounded(String minimum, String maximum, String exclusiveMinimum) {
        return with(
                ColumnType.LONG,
                new Constraints(
                        null,
                        null,
                        null,
                        null,
                        number(minimum),
                        number(maximum),
                        number(exclusiveMinimum),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    private static ColumnSchema text(String pattern, List<String> values) {
        return with(
                ColumnType.STRING,
                new Constraints(
                        null, null, pattern, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, values));
    }

    private static BigDecimal number(String text) {
        return text == null ? null : new BigDecimal(text);
    }

    private static ColumnSchema with(ColumnType type, Constraints constraints) {
        return new ColumnSchema("count", type, false, 0, 0, 0, constraints, null, List.of(), null);
    }
}
