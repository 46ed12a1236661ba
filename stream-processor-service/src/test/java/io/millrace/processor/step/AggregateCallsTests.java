package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Results at the ends of types and limits, and their way back. */
class AggregateCallsTests {
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final ValueType DOUBLE = ValueType.of(Kind.DOUBLE);
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);

    private static AggregateSubject subject(boolean appendOnly, AggregateCall... calls) {
        return new AggregateSubject(
                new AggregateSubject.Setup(new int[0], List.of(), List.of(calls), appendOnly, WindowBounds.NONE));
    }

    private static AggregateCall of(Function function, ValueType type) {
        return new AggregateCall(function, 0, type, type);
    }

    private static void push(AggregateSubject subject, long weight, Object... values) {
        for (Object value : values) {
            subject.aggregate.push(new Object[] {value}, weight);
        }
        subject.flush(Step.NO_WATERMARK);
    }

    private static Object shown(AggregateSubject subject) {
        Map<List<Object>, Long> rows = subject.out.weights();
        return rows.isEmpty() ? "nothing" : rows.keySet().iterator().next();
    }

    @Test
    void singleValueIsRefusedWhileThereIsMoreThanOneRow() {
        AggregateSubject subject = subject(false, of(Function.SINGLE_VALUE, BIGINT));
        push(subject, 1, 7L);
        assertThat(shown(subject)).isEqualTo(List.of(7L));
        push(subject, 1, (Object) null);
        assertThat(shown(subject)).isEqualTo("nothing");
        assertThat(subject.refused).singleElement().asString().startsWith("MORE_THAN_ONE_ROW a subquery that stands");
        push(subject, -1, 7L);
        assertThat(shown(subject)).isEqualTo(Arrays.asList((Object) null));
        push(subject, 1, 8L);
        push(subject, -1, (Object) null);
        assertThat(shown(subject)).isEqualTo(List.of(8L));
    }

    @Test
    void singleValueOfAppendOnlyRowsIsRefusedFromTheSecondOn() {
        AggregateSubject subject = subject(true, of(Function.SINGLE_VALUE, VARCHAR));
        push(subject, 1, "a");
        assertThat(shown(subject)).isEqualTo(List.of("a"));
        push(subject, 1, "a");
        assertThat(shown(subject)).isEqualTo("nothing");
    }

    @Test
    void listaggPutsItsSeparatorBetweenTextsInOrder() {
        AggregateCall call = new AggregateCall(Function.LISTAGG, 0, VARCHAR, VARCHAR, false, "; ");
        AggregateSubject subject = subject(false, call);
        push(subject, 1, "b", null, "", "a", "b");
        assertThat(shown(subject)).isEqualTo(List.of("; a; b; b"));
        push(subject, -1, "b", "", "a", "b");
        assertThat(shown(subject)).isEqualTo(Arrays.asList((Object) null));
    }

    @Test
    void listaggIsRefusedBeyondItsLimitAndComesBack() {
        AggregateSubject subject = subject(false, of(Function.LISTAGG, VARCHAR));
        String half = "\u00E4".repeat(TextList.BYTES_MAX / 4 - 1);
        push(subject, 1, half, half, "bb");
        assertThat(shown(subject)).isEqualTo(List.of("bb," + half + "," + half));
        push(subject, 1, "bbb");
        push(subject, -1, "bb");
        assertThat(shown(subject)).isEqualTo("nothing");
        assertThat(subject.refused)
                .hasSize(2)
                .containsOnly(
                        "TEXT_TOO_LONG LISTAGG is longer than 1048576 bytes; group by more columns, or use COUNT");
        push(subject, -1, "bbb");
        assertThat(((String) ((List<?>) shown(subject)).getFirst())).hasSize(TextList.BYTES_MAX / 2 - 1);
    }

    private static AggregateCall percentile(String fraction) {
        return new AggregateCall(Function.APPROX_PERCENTILE, 0, BIGINT, DOUBLE, false, fraction);
    }

    @Test
    void percentileIsExactForSmallIntegersAndNearForLargeOnes() {
        AggregateSubject subject =
                subject(false, percentile("0"), percentile("0.5"), percentile("0.9"), percentile("1"));
        push(subject, 1, 12L, 7L, null, 1_000_003L, 9L);
        assertThat(shown(subject)).isEqualTo(List.of(7.0, 9.0, 999_424.0, 999_424.0));
        push(subject, -1, 7L, 1_000_003L);
        assertThat(shown(subject)).isEqualTo(List.of(9.0, 9.0, 12.0, 12.0));
        push(subject, -1, 9L, 12L);
        assertThat(shown(subject)).isEqualTo(Arrays.asList(null, null, null, null));
    }

    @Test
    void percentileIsOfTheNearestRank() {
        AggregateSubject subject =
                subject(false, percentile("0.05"), percentile("0.95"), percentile("0.99"), percentile("0.991"));
        for (long value = 1; value <= 100; value++) {
            push(subject, 1, value);
        }
        assertThat(shown(subject)).isEqualTo(List.of(5.0, 95.0, 99.0, 100.0));
    }

    @Test
    void utf8LengthIsThatOfTheBytes() {
        for (String text : List.of("", "ab", "\u00E4", "\u20AC", "a\uD83D\uDE00b", "\uD83Da", "\uDE00", "\uD83D")) {
            assertThat(CodePoints.utf8Length(text))
                    .as(text)
                    .isEqualTo(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void varianceIsExactWhereTheMeanIsLarge() {
        AggregateSubject subject = subject(
                false,
                of(Function.VAR_POP, DOUBLE),
                of(Function.VAR_SAMP, DOUBLE),
                of(Function.STDDEV_POP, DOUBLE),
                of(Function.STDDEV_SAMP, DOUBLE));
        push(subject, 1, 1e15 + 1, 1e15 + 2, 1e15 + 3, 1e300);
        push(subject, -1, 1e300);
        assertThat(shown(subject)).isEqualTo(List.of(2.0 / 3, 1.0, Math.sqrt(2.0 / 3), 1.0));
        push(subject, -1, 1e15 + 3, 1e15 + 2);
        assertThat(shown(subject)).isEqualTo(Arrays.asList(0.0, null, 0.0, null));
    }

    @Test
    void spreadOfTheGreatestAndTheSmallestDoublesIsShown() {
        AggregateSubject subject = subject(false, of(Function.VAR_POP, DOUBLE), of(Function.STDDEV_POP, DOUBLE));
        push(subject, 1, Double.MAX_VALUE, -Double.MAX_VALUE);
        assertThat(shown(subject)).isEqualTo(List.of(Double.POSITIVE_INFINITY, Double.MAX_VALUE));
        push(subject, -1, Double.MAX_VALUE, -Double.MAX_VALUE);
        push(subject, 1, 4 * Double.MIN_VALUE, -4 * Double.MIN_VALUE);
        assertThat(shown(subject)).isEqualTo(List.of(0.0, 4 * Double.MIN_VALUE));
    }

    @Test
    void spreadOfWhatIsNotFiniteIsNotANumberUntilItGoes() {
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            AggregateSubject subject = subject(false, of(Function.VAR_POP, DOUBLE));
            push(subject, 1, 1.0, 3.0, odd);
            assertThat(shown(subject)).isEqualTo(List.of(Double.NaN));
            push(subject, -1, odd);
            assertThat(shown(subject)).isEqualTo(List.of(1.0));
        }
    }

    @Test
    void spreadOfIntegersHasNoFraction() {
        AggregateSubject subject = subject(
                false,
                of(Function.VAR_POP, BIGINT),
                of(Function.STDDEV_SAMP, BIGINT),
                new AggregateCall(Function.VAR_POP, 0, BIGINT, DOUBLE));
        push(subject, 1, 1L, 2L, 4L);
        assertThat(shown(subject)).isEqualTo(List.of(1L, 1L, 14.0 / 9));
        push(subject, 1, Long.MAX_VALUE, Long.MIN_VALUE);
        assertThat(subject.refused).singleElement().asString().startsWith("NUMERIC_OVERFLOW VAR_POP is 3402823");
    }

    @Test
    void bitsAreThoseOfAllValues() {
        AggregateSubject subject = subject(
                false,
                Stream.of(Function.BIT_AND, Function.BIT_OR, Function.BIT_XOR)
                        .map(function -> of(function, BIGINT))
                        .toArray(AggregateCall[]::new));
        push(subject, 1, 6L, 3L, 3L, Long.MIN_VALUE);
        push(subject, -1, Long.MIN_VALUE, 3L);
        assertThat(shown(subject)).isEqualTo(List.of(2L, 7L, 5L));
    }
}
