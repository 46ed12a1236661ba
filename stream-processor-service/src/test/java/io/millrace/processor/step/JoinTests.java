package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTests {
    private static final List<ValueType> TYPES = List.of(ValueType.of(Kind.VARCHAR), ValueType.of(Kind.TIMESTAMP));
    private final Deltas out = new Deltas();
    private final List<String> refused = new ArrayList<>();
    private final Index left = index(1);
    private final Index right = index(2);

    private static Index index(int tag) {
        return new Index(tag, TYPES, new int[] {0}, RowOrder.ascending(1, 2));
    }

    private Join join(JoinKind kind, Join.On on) {
        Refusals refusals = (code, detail, row) -> refused.add(code + " " + Arrays.toString(row));
        return new Join(kind, left, right, on, refusals, out);
    }

    private static Join.On within(long lowerMs, long upperMs) {
        return new Join.On(null, new TimeBounds(1, 1, lowerMs, upperMs));
    }

    private static Object[] row(Object... values) {
        return values;
    }

    @Test
    void paddedRowComesAtTheEndOfTheEpochAndGoesWithTheFirstPartner() {
        Join join = join(JoinKind.LEFT, Join.On.KEYS);
        join.left().push(row("a", 1L), 1);
        join.left().push(row("b", 1L), 1);
        join.right().push(row("a", 5L), 1);
        assertThat(out.order).containsExactly("+[a, 1, a, 5]");
        join.flush(Step.NO_WATERMARK);
        assertThat(out.order).containsExactly("+[a, 1, a, 5]", "+[b, 1, null, null]");
        join.right().push(row("b", 6L), 1);
        join.right().push(row("b", 7L), 1);
        join.flush(Step.NO_WATERMARK);
        assertThat(out.order.subList(2, 5)).containsExactly("+[b, 1, b, 6]", "+[b, 1, b, 7]", "-[b, 1, null, null]");
    }

    @Test
    void partnerThatIsReplacedWithinAnEpochMovesNoPaddedRow() {
        Join join = join(JoinKind.FULL, Join.On.KEYS);
        join.left().push(row("a", 1L), 1);
        join.right().push(row("a", 5L), 1);
        join.flush(Step.NO_WATERMARK);
        out.order.clear();
        join.right().push(row("a", 5L), -1);
        join.right().push(row("a", 6L), 1);
        join.flush(Step.NO_WATERMARK);
        assertThat(out.order).containsExactly("-[a, 1, a, 5]", "+[a, 1, a, 6]");
    }

    @Test
    void inTimeARowIsPaddedWhenNoPartnerCanComeAndGivenUp() {
        Join join = join(JoinKind.LEFT, within(0, 10));
        join.left().push(row("a", 100L), 1);
        join.left().push(row("b", 100L), 1);
        join.right().push(row("b", 105L), 1);
        join.flush(110);
        assertThat(out.order).containsExactly("+[b, 100, b, 105]");
        assertThat(right.entries()).isZero();
        join.right().push(row("b", 110L), 1);
        join.flush(111);
        assertThat(out.order).containsExactly("+[b, 100, b, 105]", "+[b, 100, b, 110]", "+[a, 100, null, null]");
        assertThat(left.entries()).isZero();
    }

    @Test
    void rowThatCanHaveNoPartnerFromTheStartIsPaddedAtTheNextFlush() {
        Join join = join(JoinKind.ANTI, within(-20, -10));
        join.right().push(row("a", 85L), 1);
        join.flush(90);
        join.left().push(row("a", 100L), 1);
        join.left().push(row("b", 99L), 1);
        join.left().push(row("c", 101L), 1);
        join.flush(90);
        assertThat(out.order).containsExactly("+[b, 99]");
        assertThat(left.entries()).isEqualTo(2);
    }

    @Test
    void boundsIncludeTheirEndsAmongManyRowsOfAKey() {
        Index lefts = new Index(1, TYPES, new int[] {}, RowOrder.ascending(1, 2));
        Index rights = new Index(2, TYPES, new int[] {}, RowOrder.ascending(1, 2));
        Join join = new Join(JoinKind.INNER, lefts, rights, within(0, 2), (code, detail, row) -> {}, out);
        for (long time = 0; time < 40; time++) {
            join.right().push(row(null, time), 1);
        }
        join.left().push(row("a", 20L), 1);
        assertThat(out.order).containsExactly("+[a, 20, null, 20]", "+[a, 20, null, 21]", "+[a, 20, null, 22]");
    }

    @Test
    void rowWithoutKeyOrTimeHasNoPartner() {
        Join join = join(JoinKind.FULL, within(0, 10));
        join.left().push(row(null, 100L), 1);
        join.left().push(row("a", null), 1);
        join.right().push(row(null, 100L), 1);
        assertThat(out.order)
                .containsExactly("+[null, 100, null, null]", "+[a, null, null, null]", "+[null, null, null, 100]");
        assertThat(left.entries() + right.entries()).isZero();
    }

    @Test
    void pairWithoutAValueIsRefusedOnceAndIsNoMatch() {
        Join join = join(
                JoinKind.LEFT,
                new Join.On(
                        pair -> {
                            throw new EvaluationException("DIVISION_BY_ZERO", "1 / 0", new ArithmeticException());
                        },
                        null));
        join.left().push(row("a", 1L), 1);
        join.right().push(row("a", 2L), 1);
        join.flush(Step.NO_WATERMARK);
        join.right().push(row("a", 2L), -1);
        join.flush(Step.NO_WATERMARK);
        assertThat(out.order).containsExactly("+[a, 1, null, null]");
        assertThat(refused).containsExactly("DIVISION_BY_ZERO [a, 1, a, 2]");
    }

    @Test
    void needsPortsAndOrders() {
        Index unordered = new Index(1, TYPES, new int[] {0});
        Join.On on = within(0, 10);
        assertThatThrownBy(() -> new Join(JoinKind.INNER, unordered, right, on, (code, detail, row) -> {}, out))
                .hasMessage("a join in time needs both indexes in ascending order of time");
        Join join = join(JoinKind.INNER, on);
        assertThatThrownBy(() -> join.push(row("a", 1L), 1)).hasMessageContaining("left() and right()");
    }
}
