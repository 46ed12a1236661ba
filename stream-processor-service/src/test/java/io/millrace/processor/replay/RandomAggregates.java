package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnType;
import io.millrace.processor.replay.RandomExpressions.Column;
import java.util.List;
import java.util.Random;

/** Random calls of aggregate functions over columns, in both dialects. */
final class RandomAggregates {
    record Aggregate(Sql sql, ColumnType type, boolean wild) {}

    private final Random random;

    RandomAggregates(Random random) {
        this.random = random;
    }

    Aggregate of(List<Column> columns) {
        Column column = columns.get(random.nextInt(columns.size()));
        String distinct = random.nextInt(4) == 0 ? "DISTINCT " : "";
        Sql filter = random.nextInt(4) == 0
                ? Sql.of(
                        " FILTER (WHERE %s)",
                        RandomExpressions.total(random, columns).condition(1))
                : Sql.of("");
        Sql value = Sql.of(distinct + "%s", column.sql());
        if (random.nextInt(3) == 0) {
            return random.nextInt(3) == 0
                    ? new Aggregate(Sql.of("COUNT(*)%s", filter), ColumnType.LONG, false)
                    : new Aggregate(Sql.of("COUNT(%s)%s", value, filter), ColumnType.LONG, false);
        }
        if (column.wild()) {
            return extreme(column, filter);
        }
        return switch (column.type()) {
            case LONG -> whole(value, filter);
            case DECIMAL -> decimal(value, filter);
            case DOUBLE -> inexact(value, filter);
            case BOOLEAN ->
                new Aggregate(
                        Sql.of((random.nextBoolean() ? "BOOL_AND" : "BOOL_OR") + "(%s)%s", value, filter),
                        ColumnType.BOOLEAN,
                        false);
            case STRING -> text(column, distinct, filter);
            default -> extreme(column, filter);
        };
    }

    private Aggregate extreme(Column column, Sql filter) {
        if (column.type() == ColumnType.BOOLEAN) {
            return new Aggregate(Sql.of("COUNT(%s)%s", column.sql(), filter), ColumnType.LONG, false);
        }
        return new Aggregate(
                Sql.of((random.nextBoolean() ? "MIN" : "MAX") + "(%s)%s", column.sql(), filter),
                column.type(),
                column.wild());
    }

    private Aggregate whole(Sql value, Sql filter) {
        Sql sql = switch (random.nextInt(6)) {
            case 0, 1 -> new Sql("SUM(%s)%s", "CAST(SUM(%s)%s AS BIGINT)").with(value, filter);
            case 2 -> new Sql("AVG(%1$s)%2$s", "CAST(SUM(%1$s)%2$s AS BIGINT) // COUNT(%1$s)%2$s").with(value, filter);
            case 3 -> Sql.of("BIT_XOR(%s)%s", value, filter);
            case 4 -> Sql.of("BIT_OR(%s)%s", value, filter);
            default -> Sql.of("MAX(%s)%s", value, filter);
        };
        return new Aggregate(sql, ColumnType.LONG, false);
    }

    private Aggregate decimal(Sql value, Sql filter) {
        return switch (random.nextInt(3)) {
            case 0 -> new Aggregate(Sql.of("SUM(%s)%s", value, filter), ColumnType.DECIMAL, true);
            case 1 ->
                new Aggregate(
                        new Sql("AVG(%1$s)%2$s", "mean(SUM(%1$s)%2$s, COUNT(%1$s)%2$s)").with(value, filter),
                        ColumnType.DECIMAL,
                        true);
            default -> new Aggregate(Sql.of("MIN(%s)%s", value, filter), ColumnType.DECIMAL, true);
        };
    }

    private Aggregate inexact(Sql value, Sql filter) {
        return switch (random.nextInt(4)) {
            case 0 -> new Aggregate(Sql.of("SUM(%s)%s", value, filter), ColumnType.DOUBLE, true);
            case 1 -> new Aggregate(Sql.of("AVG(%s)%s", value, filter), ColumnType.DOUBLE, true);
            case 2 ->
                new Aggregate(
                        Sql.of(
                                "CAST(" + (random.nextBoolean() ? "VAR_POP" : "STDDEV_SAMP")
                                        + "(%s)%s AS DECIMAL(20, 7))",
                                value,
                                filter),
                        ColumnType.DECIMAL,
                        true);
            default -> new Aggregate(Sql.of("MIN(%s)%s", value, filter), ColumnType.DOUBLE, true);
        };
    }

    private Aggregate text(Column column, String distinct, Sql filter) {
        Sql sql = random.nextBoolean()
                ? Sql.of("MAX(%s)%s", column.sql(), filter)
                : new Sql(
                                "LISTAGG(" + distinct + "%1$s, ',')%2$s",
                                "string_agg(" + distinct + "%1$s, ',' ORDER BY %1$s)%2$s")
                        .with(column.sql(), filter);
        return new Aggregate(sql, ColumnType.STRING, false);
    }
}
