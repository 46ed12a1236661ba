package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnType;
import java.util.List;
import java.util.Random;

/**
 * Random expressions of a type over columns, in both dialects. The other engine's functions that fail where Millrace fails are
 * macros, which {@link #macros} defines.
 */
final class RandomExpressions {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.LONG,
            ColumnType.DOUBLE,
            ColumnType.DECIMAL,
            ColumnType.BOOLEAN,
            ColumnType.STRING,
            ColumnType.BINARY,
            ColumnType.DATE,
            ColumnType.TIME,
            ColumnType.TIMESTAMP);

    /** @param wild whether arithmetic with it can leave the range of its type */
    record Column(Sql sql, ColumnType type, boolean wild) {}

    private final Random random;
    private final List<Column> columns;
    private final boolean fails;
    private final boolean nulls;

    private RandomExpressions(Random random, List<Column> columns, boolean fails, boolean nulls) {
        this.random = random;
        this.columns = columns;
        this.fails = fails;
        this.nulls = nulls;
    }

    /** Expressions that have a value for every row. */
    static RandomExpressions total(Random random, List<Column> columns) {
        return new RandomExpressions(random, columns, false, true);
    }

    /**
     * Expressions that fail for some rows. None of their parts is always null: the other engine then sees no need to evaluate
     * what is beside it.
     */
    static RandomExpressions failing(Random random, List<Column> columns) {
        return new RandomExpressions(random, columns, true, false);
    }

    static List<String> macros() {
        return List.of(
                "CREATE MACRO fin(x) AS CASE WHEN isinf(x) OR isnan(x) THEN error('range') ELSE x END",
                // Evaluates both, as OR does not.
                "CREATE MACRO any_null(a, b) AS CAST(a IS NULL AS INT) + CAST(b IS NULL AS INT) > 0",
                "CREATE MACRO div(a, b) AS CASE WHEN any_null(a, b) THEN NULL WHEN b = 0 THEN error('zero') ELSE a //"
                        + " b END",
                "CREATE MACRO rest(a, b) AS CASE WHEN any_null(a, b) THEN NULL WHEN b = 0 THEN error('zero')"
                        + " WHEN b = -1 THEN 0 ELSE a % b END",
                "CREATE MACRO quot(a, b) AS CASE WHEN any_null(a, b) THEN NULL WHEN b = 0 THEN error('zero')"
                        + " ELSE fin(a / b) END",
                "CREATE MACRO root(a) AS CASE WHEN a < 0 THEN error('negative') ELSE sqrt(a) END",
                "CREATE MACRO most(a, b) AS CASE WHEN any_null(a, b) THEN NULL ELSE greatest(a, b) END",
                "CREATE MACRO least_of(a, b) AS CASE WHEN any_null(a, b) THEN NULL ELSE least(a, b) END",
                "CREATE MACRO up(t, u, d) AS CASE WHEN date_trunc(u, t) = t THEN t ELSE date_trunc(u, t) + d END",
                "CREATE MACRO mean(s, n) AS CAST(CASE WHEN s < 0 THEN -1 ELSE 1 END"
                        + " * ((2 * CAST(abs(s) * 1000000 AS HUGEINT) + n) // (2 * n)) AS DECIMAL(30, 0)) * 0.000001");
    }

    static ColumnType type(Random random) {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private RandomExpressions total() {
        return new RandomExpressions(random, columns, false, nulls);
    }

    Sql value(ColumnType type, int depth) {
        if (depth <= 0 || random.nextInt(5) == 0) {
            return leaf(type, false);
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                Sql.of(
                        "CASE WHEN %s THEN %s WHEN %s THEN %s ELSE %s END",
                        condition(depth - 1),
                        value(type, depth - 1),
                        condition(depth - 1),
                        value(type, depth - 1),
                        value(type, depth - 1));
            case 1 -> choice(type, depth);
            default ->
                switch (type) {
                    case LONG -> whole(depth);
                    case DOUBLE -> inexact(depth);
                    case DECIMAL -> decimal(depth);
                    case BOOLEAN -> condition(depth);
                    case STRING -> text(depth);
                    case BINARY -> bytes(depth);
                    case DATE -> date(depth);
                    case TIMESTAMP -> timestamp(depth);
                    case TIME -> sql("CAST(%s AS TIME)", value(ColumnType.TIMESTAMP, depth - 1));
                    case OBJECT, ARRAY, MAP -> throw new IllegalArgumentException(type.name());
                };
        };
    }

    private Sql choice(ColumnType type, int depth) {
        Sql a = value(type, depth - 1);
        Sql b = value(type, depth - 1);
        return switch (random.nextInt(type == ColumnType.BOOLEAN ? 3 : 5)) {
            case 0 -> sql("COALESCE(%s, %s)", a, b);
            case 1 -> nulls ? sql("NULLIF(%s, %s)", a, b) : a;
            case 2 -> new Sql("IF(%s, %s, %s)", "CASE WHEN %s THEN %s ELSE %s END").with(condition(depth - 1), a, b);
            case 3 -> new Sql("GREATEST(%s, %s)", "most(%s, %s)").with(a, b);
            default -> new Sql("LEAST(%s, %s)", "least_of(%s, %s)").with(a, b);
        };
    }

    private static Sql sql(String template, Sql... parts) {
        return Sql.of(template, parts);
    }

    /** @param tame no column whose sums leave the type */
    private Sql leaf(ColumnType type, boolean tame) {
        List<Column> fitting = columns.stream()
                .filter(column -> column.type == type && !(tame && column.wild))
                .toList();
        return fitting.isEmpty() || random.nextInt(9) == 0
                ? literal(type)
                : fitting.get(random.nextInt(fitting.size())).sql;
    }

    private Sql literal(ColumnType type) {
        if (nulls && random.nextInt(8) == 0) {
            return new Sql("CAST(NULL AS " + ours(type) + ")", "CAST(NULL AS " + theirs(type) + ")");
        }
        if (type == ColumnType.BINARY) {
            String hex = pick("", "00", "7F", "80", "FF00");
            return new Sql("X'" + hex + "'", "unhex('" + hex + "')");
        }
        return Sql.of(
                switch (type) {
                    case LONG -> "CAST(" + (random.nextInt(9) - 3) + " AS BIGINT)";
                    case DOUBLE -> pick("1.5e0", "0e0", "-2.25e0");
                    case DECIMAL -> "CAST(" + pick("1.25", "0.001", "-3") + " AS DECIMAL(12, 3))";
                    case BOOLEAN -> pick("TRUE", "FALSE");
                    case STRING -> pick("''", "'a'", "'ä€'", "'\uD83D\uDE00'", "'it''s'", "' b '", "'%%'");
                    case BINARY -> throw new IllegalArgumentException(type.name());
                    case DATE -> pick("DATE '2001-01-01'", "DATE '2000-02-29'");
                    case TIME -> pick("TIME '00:00:00'", "TIME '10:11:12'");
                    case TIMESTAMP -> pick("TIMESTAMP '2001-01-01 01:00:00'", "TIMESTAMP '1999-12-31 23:59:59'");
                    case OBJECT, ARRAY, MAP -> throw new IllegalArgumentException(type.name());
                });
    }

    static String ours(ColumnType type) {
        return switch (type) {
            case LONG -> "BIGINT";
            case STRING -> "VARCHAR";
            case BINARY -> "VARBINARY";
            case DECIMAL -> "DECIMAL(12, 3)";
            case TIMESTAMP -> "TIMESTAMP(3)";
            default -> type.name();
        };
    }

    private static String theirs(ColumnType type) {
        return type == ColumnType.TIMESTAMP ? "TIMESTAMP" : ours(type);
    }

    private Sql bytes(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> sql("(%s || %s)", value(ColumnType.BINARY, depth - 1), value(ColumnType.BINARY, depth - 1));
            case 1 -> new Sql("CAST(%s AS VARBINARY)", "encode(%s)").with(value(ColumnType.STRING, depth - 1));
            default -> leaf(ColumnType.BINARY, false);
        };
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    /** An operand of arithmetic. */
    private Sql operand(ColumnType type, int depth) {
        return fails ? value(type, depth - 1) : leaf(type, true);
    }

    private Sql whole(int depth) {
        Sql a = operand(ColumnType.LONG, depth);
        Sql b = operand(ColumnType.LONG, depth);
        return switch (random.nextInt(fails ? 17 : 14)) {
            case 0, 1 -> sql("(%s + %s)", a, b);
            case 2 -> sql("(%s - %s)", a, b);
            case 3 -> sql("(%s * %s)", a, b);
            case 4 ->
                random.nextInt(3) == 0
                        ? sql("CAST(OCTET_LENGTH(%s) AS BIGINT)", value(ColumnType.BINARY, depth - 1))
                        : sql("CAST(CHAR_LENGTH(%s) AS BIGINT)", value(ColumnType.STRING, depth - 1));
            case 5 ->
                sql(
                        "EXTRACT(" + pick("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
                                + " FROM %s)",
                        leaf(ColumnType.TIMESTAMP, false));
            case 6 ->
                sql(
                        "EXTRACT(" + pick("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOY") + " FROM %s)",
                        value(ColumnType.DATE, depth - 1));
            case 7 -> sql("CAST(SIGN(%s) AS BIGINT)", value(ColumnType.LONG, depth - 1));
            case 8 -> sql("CAST(POSITION(%s IN %s) AS BIGINT)", literalText(), value(ColumnType.STRING, depth - 1));
            case 9 -> sql("MOD(%s, 3)", value(ColumnType.LONG, depth - 1));
            case 10 -> new Sql("BITAND(%s, %s)", "(%s & %s)").with(a, b);
            case 11 -> new Sql("BITXOR(%s, %s)", "xor(%s, %s)").with(a, b);
            case 12 ->
                new Sql("CAST(TIMESTAMPDIFF(%1$s, %2$s, %3$s) AS BIGINT)", "date_sub('%1$s', %2$s, %3$s)")
                        .with(
                                Sql.of(pick("SECOND", "MINUTE", "HOUR", "DAY", "MONTH")),
                                leaf(ColumnType.TIMESTAMP, true),
                                leaf(ColumnType.TIMESTAMP, true));
            case 13 ->
                new Sql("CAST(DAYOFWEEK(%s) AS BIGINT)", "(dayofweek(%s) + 1)").with(value(ColumnType.DATE, depth - 1));
            case 14 -> new Sql("(%s / %s)", "div(%s, %s)").with(a, b);
            case 15 -> new Sql("(%s %% %s)", "rest(%s, %s)").with(a, b);
            default ->
                new Sql("CAST(%s AS BIGINT)", "CAST(trunc(%s) AS BIGINT)").with(value(ColumnType.DOUBLE, depth - 1));
        };
    }

    private Sql inexact(int depth) {
        Sql a = operand(ColumnType.DOUBLE, depth);
        Sql b = operand(ColumnType.DOUBLE, depth);
        return switch (random.nextInt(fails ? 9 : 7)) {
            case 0 -> new Sql("(%s + %s)", "fin(%s + %s)").with(a, b);
            case 1 -> new Sql("(%s - %s)", "fin(%s - %s)").with(a, b);
            case 2 -> new Sql("(%s * %s)", "fin(%s * %s)").with(a, b);
            case 3 -> sql("ABS(%s)", value(ColumnType.DOUBLE, depth - 1));
            case 4 -> sql(pick("FLOOR(%s)", "CEIL(%s)"), value(ColumnType.DOUBLE, depth - 1));
            case 5 -> sql("CAST(%s AS DOUBLE)", value(ColumnType.LONG, depth - 1));
            case 6 -> sql("CAST(%s AS DOUBLE)", leaf(ColumnType.DECIMAL, true));
            case 7 -> new Sql("(%s / %s)", "quot(%s, %s)").with(a, b);
            default -> new Sql("SQRT(%s)", "root(%s)").with(value(ColumnType.DOUBLE, depth - 1));
        };
    }

    private Sql decimal(int depth) {
        Sql a = small(leaf(ColumnType.DECIMAL, !fails));
        Sql b = small(operand(ColumnType.DECIMAL, depth));
        return small(
                switch (random.nextInt(6)) {
                    case 0 -> sql("(%s + %s)", a, b);
                    case 1 -> sql("(%s - %s)", a, b);
                    case 2 -> sql("(%s * %s)", a, b);
                    case 3 -> sql("ABS(%s)", b);
                    case 4 -> sql(pick("FLOOR(%s)", "CEIL(%s)", "ROUND(%s, 1)", "-(%s)"), b);
                    default -> operand(ColumnType.LONG, depth);
                });
    }

    private static Sql small(Sql number) {
        return sql("CAST(%s AS DECIMAL(12, 3))", number);
    }

    private Sql literalText() {
        return Sql.of(pick("'a'", "'b'", "'€'", "'\uD83D\uDE00'", "'ab'"));
    }

    private Sql text(int depth) {
        Sql a = value(ColumnType.STRING, depth - 1);
        Sql b = value(ColumnType.STRING, depth - 1);
        String n = String.valueOf(random.nextInt(5));
        return switch (random.nextInt(17)) {
            case 0 -> sql("(%s || %s)", a, b);
            case 1 -> sql(pick("UPPER(%s)", "LOWER(%s)", "REVERSE(%s)", "MD5(%s)", "SHA256(%s)"), a);
            case 2 -> sql("SUBSTRING(%s FROM 1 FOR " + n + ")", a);
            case 3 -> sql("SUBSTRING(%s FROM 2)", a);
            case 4 -> sql("REPLACE(%s, %s, %s)", a, literalText(), b);
            case 5 -> sql("TRIM(%s)", a);
            case 6 -> sql(pick("LTRIM(%s)", "RTRIM(%s)"), a);
            case 7 -> sql("LPAD(%s, " + n + ", 'x€')", a);
            case 8 -> sql("RPAD(%s, " + n + ", 'x')", a);
            case 9 -> sql("REPEAT(%s, " + n + ")", leaf(ColumnType.STRING, false));
            case 10 -> sql("LEFT(%s, " + n + ")", a);
            case 11 -> sql("RIGHT(%s, " + n + ")", a);
            case 12 -> sql("CAST(%s AS VARCHAR)", value(ColumnType.LONG, depth - 1));
            case 13 -> new Sql("CAST(%s AS VARCHAR)", "upper(CAST(%s AS VARCHAR))").with(condition(depth - 1));
            case 14 -> sql("CAST(%s AS VARCHAR)", value(pick(ColumnType.DECIMAL, ColumnType.DATE), 0));
            case 15 -> sql(pick("HEX(%s)", "TO_BASE64(%s)", "MD5(%s)"), value(ColumnType.BINARY, depth - 1));
            default -> new Sql("TO_BASE64(%s)", "to_base64(encode(%s))").with(a);
        };
    }

    private ColumnType pick(ColumnType a, ColumnType b) {
        return random.nextBoolean() ? a : b;
    }

    private Sql date(int depth) {
        Sql a = leaf(ColumnType.DATE, true);
        return switch (random.nextInt(3)) {
            case 0 -> sql("CAST(%s AS DATE)", value(ColumnType.TIMESTAMP, depth - 1));
            case 1 ->
                sql(
                        "CAST((%s " + pick("+", "-") + " INTERVAL '" + (1 + random.nextInt(40)) + "' "
                                + pick("DAY", "MONTH") + ") AS DATE)",
                        a);
            default -> a;
        };
    }

    private Sql timestamp(int depth) {
        String unit = pick("YEAR", "MONTH", "DAY", "HOUR", "MINUTE");
        Sql a = leaf(ColumnType.TIMESTAMP, true);
        return switch (random.nextInt(4)) {
            case 0 -> sql("(%s " + pick("+", "-") + " INTERVAL '" + (1 + random.nextInt(40)) + "' " + unit + ")", a);
            case 1 ->
                new Sql("FLOOR(%s TO " + unit + ")", "date_trunc('" + unit + "', CAST(%s AS TIMESTAMP))")
                        .with(leaf(ColumnType.TIMESTAMP, false));
            case 2 -> new Sql("CEIL(%s TO " + unit + ")", "up(%s, '" + unit + "', INTERVAL '1' " + unit + ")").with(a);
            default -> sql("CAST(%s AS TIMESTAMP)", value(ColumnType.DATE, depth - 1));
        };
    }

    Sql condition(int depth) {
        if (depth <= 0) {
            return leaf(ColumnType.BOOLEAN, false);
        }
        ColumnType type = type(random);
        Sql a = value(type, depth - 1);
        return switch (random.nextInt(11)) {
            case 0 -> sql("(%s AND %s)", total().condition(depth - 1), total().condition(depth - 1));
            case 1 -> sql("(%s OR %s)", total().condition(depth - 1), total().condition(depth - 1));
            case 2 -> sql("(NOT %s)", condition(depth - 1));
            case 3 -> sql(pick("(%s IS NULL)", "(%s IS NOT NULL)"), total().value(type, depth - 1));
            case 4 ->
                sql("(%s " + pick("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE") + ")", condition(depth - 1));
            case 5 ->
                sql(
                        "(%s " + pick("LIKE", "NOT LIKE") + " "
                                + pick("'a%%'", "'%%a'", "'_'", "''", "'%%\uD83D\uDE00'", "'_b%%'") + ")",
                        value(ColumnType.STRING, depth - 1));
            case 6 ->
                sql("(%s " + pick("IN", "NOT IN") + " (%s, %s))", a, total().value(type, 0), total().value(type, 0));
            case 7 -> sql("(%s BETWEEN %s AND %s)", a, total().value(type, 0), total().value(type, 0));
            case 8 ->
                sql("(%s " + pick("IS DISTINCT FROM", "IS NOT DISTINCT FROM") + " %s)", a, value(type, depth - 1));
            default -> sql("(%s " + pick("=", "<>", "<", "<=", ">", ">=") + " %s)", a, value(type, depth - 1));
        };
    }
}
