package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.plan.Traits.Spread;
import io.millrace.processor.sql.Dialect;
import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What conditions say of times and of numbers of rows. */
class JoinConditionsTests {
    private static final int WIDTH = 2;

    private final RexBuilder rex = new RexBuilder(Dialect.typeFactory());
    private final RelDataType time = rex.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP, 3);
    private final RexNode left = rex.makeInputRef(time, 1);
    private final RexNode right = rex.makeInputRef(time, 2);

    @Test
    void boundsRightFromBelow() {
        JoinTimes times = times(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, right, minus(left, 60_000));
        assertThat(times).isEqualTo(new JoinTimes(1, 0, new Spread(-60_000, JoinTimes.UNBOUNDED), true));
    }

    @Test
    void strictBoundsAreAMillisecondCloser() {
        assertThat(times(SqlStdOperatorTable.LESS_THAN, right, plus(left, 60_000)))
                .isEqualTo(new JoinTimes(1, 0, new Spread(-JoinTimes.UNBOUNDED, 59_999), true));
        assertThat(times(SqlStdOperatorTable.GREATER_THAN, right, left))
                .isEqualTo(new JoinTimes(1, 0, new Spread(1, JoinTimes.UNBOUNDED), true));
    }

    @Test
    void sidesMayBeSwapped() {
        assertThat(times(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, minus(left, 5), right))
                .isEqualTo(times(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, right, minus(left, 5)));
        assertThat(times(SqlStdOperatorTable.GREATER_THAN, left, plus(right, 5)))
                .isEqualTo(new JoinTimes(1, 0, new Spread(-JoinTimes.UNBOUNDED, -6), true));
    }

    @Test
    void equalTimesHaveOneDistance() {
        assertThat(times(SqlStdOperatorTable.EQUALS, right, plus(left, 7)))
                .isEqualTo(new JoinTimes(1, 0, new Spread(7, 7), true));
    }

    @Test
    void leavesWhatIsOfOneSideOrOfMonths() {
        assertThat(times(SqlStdOperatorTable.LESS_THAN, left, plus(left, 5))).isNull();
        RexNode month = rex.makeIntervalLiteral(
                BigDecimal.ONE, new SqlIntervalQualifier(TimeUnit.MONTH, null, SqlParserPos.ZERO));
        RexNode later = rex.makeCall(time, SqlStdOperatorTable.DATETIME_PLUS, List.of(left, month));
        assertThat(times(SqlStdOperatorTable.LESS_THAN, right, later)).isNull();
        assertThat(times(SqlStdOperatorTable.NOT_EQUALS, right, left)).isNull();
    }

    @Test
    void numbersAreBoundedByAllConditionsTogether() {
        RexNode number = rex.makeInputRef(rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT), 4);
        RexNode other = rex.makeCall(SqlStdOperatorTable.EQUALS, left, right);
        NumberBounds bounds = NumberBounds.of(
                List.of(
                        rex.makeCall(SqlStdOperatorTable.LESS_THAN, number, literal(10)),
                        other,
                        rex.makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, literal(3), number)),
                4);
        assertThat(bounds).isEqualTo(new NumberBounds(3, 9, List.of(other)));
    }

    @Test
    void numbersWithoutAnUpperBoundAreNone() {
        RexNode number = rex.makeInputRef(rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT), 4);
        assertThat(NumberBounds.of(List.of(rex.makeCall(SqlStdOperatorTable.GREATER_THAN, number, literal(3))), 4))
                .isNull();
        assertThat(NumberBounds.of(List.of(rex.makeCall(SqlStdOperatorTable.LESS_THAN, number, literal(1))), 4))
                .isNull();
        assertThat(NumberBounds.of(List.of(rex.makeCall(SqlStdOperatorTable.NOT_EQUALS, number, literal(1))), 4))
                .isNull();
    }

    private @Nullable JoinTimes times(SqlOperator comparison, RexNode a, RexNode b) {
        return JoinTimes.of(rex.makeCall(comparison, a, b), WIDTH);
    }

    private RexNode literal(int value) {
        return rex.makeExactLiteral(BigDecimal.valueOf(value));
    }

    private RexNode plus(RexNode base, long ms) {
        return rex.makeCall(time, SqlStdOperatorTable.DATETIME_PLUS, List.of(base, interval(ms)));
    }

    private RexNode minus(RexNode base, long ms) {
        return rex.makeCall(time, SqlStdOperatorTable.MINUS_DATE, List.of(base, interval(ms)));
    }

    private RexNode interval(long ms) {
        return rex.makeIntervalLiteral(
                BigDecimal.valueOf(ms), new SqlIntervalQualifier(TimeUnit.SECOND, null, SqlParserPos.ZERO));
    }
}
