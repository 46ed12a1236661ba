package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.replay.RandomExpressions.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random queries over streams, in both dialects: what no row of fails, and what is the same in any order of events. */
final class RandomQueries {
    /**
     * @param name of a result
     * @param wild whether sums of it can leave its type, or depend on their order
     */
    record Field(String name, ColumnType type, boolean wild) {
        Column of(String alias) {
            return new Column(Sql.of(alias + "." + name), type, wild);
        }
    }

    enum Form {
        STREAM,
        PROJECTION,
        SINGLE,
        OTHER
    }

    /**
     * A query, or a stream.
     *
     * @param from as it stands behind FROM
     * @param form what matters of it to those above
     * @param parts of which it is made
     */
    record Query(Sql from, List<Field> fields, Form form, List<Query> parts) {
        /** The statement, for a query that is no stream. */
        Sql statement() {
            return new Sql(unwrapped(from.ours()), unwrapped(from.theirs()));
        }

        private static String unwrapped(String text) {
            return text.substring(1, text.length() - 1);
        }

        boolean isProjection() {
            return form == Form.STREAM
                    || form == Form.PROJECTION && parts.getFirst().isProjection();
        }

        /** Whether it is a global aggregate, which is absent before the first event in a view, and in SQL is there. */
        boolean isSingle() {
            return form == Form.SINGLE
                    || form == Form.PROJECTION && parts.getFirst().isSingle();
        }
    }

    private final Random random;
    private final Map<String, StreamSchema> streams;
    private final boolean late;
    private final RandomAggregates aggregates;
    private final RandomJoins joins;
    private int names;

    /** @param late whether late events are among those of the streams, which joins in time leave out and others do not */
    RandomQueries(Random random, Map<String, StreamSchema> streams, boolean late) {
        this.random = random;
        this.streams = streams;
        this.late = late;
        this.aggregates = new RandomAggregates(random);
        this.joins = new RandomJoins(random, this, aggregates);
    }

    String name() {
        return "x" + ++names;
    }

    private Query stream() {
        List<String> all = List.copyOf(streams.keySet());
        StreamSchema schema = streams.get(all.get(random.nextInt(all.size())));
        return new Query(Sql.of(schema.stream()), fields(schema), Form.STREAM, List.of());
    }

    private static List<Field> fields(StreamSchema schema) {
        List<Field> fields = new ArrayList<>();
        for (ColumnSchema column : schema.columns()) {
            fields.add(new Field(column.name(), column.type(), column.name().endsWith(FuzzStreams.WILD)));
        }
        return fields;
    }

    /** No plain projection of a stream: of that a view has the latest row of each primary key. */
    Query top() {
        Query query = query(3);
        while (query.isProjection()) {
            query = query(3);
        }
        return query;
    }

    Query query(int depth) {
        if (depth <= 0) {
            return stream();
        }
        return switch (random.nextInt(14)) {
            case 0 -> calc(query(depth - 1));
            case 1, 2 -> group(query(depth - 1));
            case 3 -> groupingSets(query(depth - 1));
            case 4 -> windows();
            case 5 -> sessions();
            case 6 -> distinct(query(depth - 1));
            case 7 -> first(query(depth - 1));
            case 8, 9 -> late ? windows() : joins.join(query(depth - 1), query(depth - 1));
            case 10 -> late ? sessions() : joins.subQuery(query(depth - 1), query(depth - 1));
            case 11 -> late ? windows() : joins.scalar(query(depth - 1), query(depth - 1));
            case 12 -> late ? windows() : timed();
            default -> set(query(depth - 1), query(depth - 1));
        };
    }

    Query made(String ours, List<Field> fields, Form form, List<Query> of, Sql... parts) {
        return made(new Sql(ours, ours), fields, form, of, parts);
    }

    Query made(Sql template, List<Field> fields, Form form, List<Query> of, Sql... parts) {
        Sql sql = template.with(parts);
        return new Query(new Sql("(" + sql.ours() + ")", "(" + sql.theirs() + ")"), List.copyOf(fields), form, of);
    }

    static List<Column> columns(Query query, String alias) {
        return query.fields.stream().map(field -> field.of(alias)).toList();
    }

    RandomExpressions over(List<Column> columns) {
        return RandomExpressions.total(random, columns);
    }

    static Sql as(Sql value, String name) {
        return Sql.of("%s AS " + name, value);
    }

    private Query calc(Query in) {
        List<Column> columns = columns(in, "t");
        List<Field> fields = new ArrayList<>();
        List<Sql> items = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            boolean plain = random.nextInt(3) > 0;
            Column column = columns.get(random.nextInt(columns.size()));
            ColumnType type = plain ? column.type() : RandomExpressions.type(random);
            fields.add(new Field(name(), type, !plain || column.wild()));
            items.add(as(plain ? column.sql() : over(columns).value(type, 2), fields.getLast().name));
        }
        return made(
                "SELECT %s FROM %s AS t" + (random.nextBoolean() ? " WHERE %s" : ""),
                fields,
                Form.PROJECTION,
                List.of(in),
                Sql.list(items),
                in.from,
                over(columns).condition(2));
    }

    private List<Field> some(Query in, int most) {
        List<Field> shuffled = new ArrayList<>(in.fields);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(shuffled.size(), random.nextInt(most + 1)));
    }

    /** Fields of the input under new names. */
    List<Field> renamed(List<Field> fields) {
        return fields.stream()
                .map(field -> new Field(name(), field.type, field.wild))
                .toList();
    }

    static List<Sql> renamed(List<Field> from, List<Field> to, String alias) {
        List<Sql> items = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            items.add(as(from.get(i).of(alias).sql(), to.get(i).name));
        }
        return items;
    }

    private static Sql plain(List<Field> fields, String alias) {
        return Sql.list(fields.stream().map(field -> field.of(alias).sql()).toList());
    }

    private Query group(Query in) {
        List<Field> keys = some(in, 2);
        List<Field> fields = new ArrayList<>(renamed(keys));
        List<Sql> items = new ArrayList<>(renamed(keys, fields, "t"));
        addAggregates(in, fields, items);
        String having = random.nextInt(4) == 0 ? " AND COUNT(*) <> 2" : "";
        Sql template = keys.isEmpty()
                ? new Sql(
                        "SELECT %s FROM %s AS t" + having.replace(" AND", " HAVING"),
                        "SELECT %s FROM %s AS t HAVING COUNT(*) > 0" + having)
                : Sql.of("SELECT %s FROM %s AS t GROUP BY %s" + having.replace(" AND", " HAVING"));
        Form form = keys.isEmpty() ? Form.SINGLE : Form.OTHER;
        return made(template, fields, form, List.of(in), Sql.list(items), in.from, plain(keys, "t"));
    }

    private void addAggregates(Query in, List<Field> fields, List<Sql> items) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            RandomAggregates.Aggregate one = aggregates.of(columns(in, "t"));
            fields.add(new Field(name(), one.type(), one.wild()));
            items.add(as(one.sql(), fields.getLast().name));
        }
    }

    private Query groupingSets(Query in) {
        List<Field> keys = some(in, 3);
        if (keys.size() < 2) {
            return distinct(in);
        }
        List<Field> fields = new ArrayList<>(renamed(keys));
        List<Sql> items = new ArrayList<>(renamed(keys, fields, "t"));
        addAggregates(in, fields, items);
        keys.forEach(key -> {
            fields.add(new Field(name(), ColumnType.LONG, false));
            items.add(as(Sql.of("CAST(GROUPING(%s) AS BIGINT)", key.of("t").sql()), fields.getLast().name));
        });
        String sets = List.of("ROLLUP (%s)", "CUBE (%s)", "GROUPING SETS ((%s), (%s))")
                .get(random.nextInt(3));
        Sql all = plain(keys, "t");
        return made(
                "SELECT %s FROM %s AS t GROUP BY " + sets + " HAVING COUNT(*) > 0",
                fields,
                Form.OTHER,
                List.of(in),
                Sql.list(items),
                in.from,
                all,
                keys.getFirst().of("t").sql());
    }

    private Query distinct(Query in) {
        List<Field> from = some(in, 3);
        if (from.isEmpty()) {
            return group(in);
        }
        List<Field> fields = renamed(from);
        return made(
                "SELECT DISTINCT %s FROM %s AS t",
                fields, Form.OTHER, List.of(in), Sql.list(renamed(from, fields, "t")), in.from);
    }

    /** The order is one of all columns, so that rows which are not equal have one. */
    private Query first(Query in) {
        List<Field> partition = some(in, 1);
        List<Sql> order = new ArrayList<>();
        List<Field> shuffled = new ArrayList<>(in.fields);
        Collections.shuffle(shuffled, random);
        for (Field field : shuffled) {
            order.add(
                    (random.nextBoolean() ? new Sql("%s", "%s NULLS FIRST") : new Sql("%s DESC", "%s DESC NULLS LAST"))
                            .with(field.of("t").sql()));
        }
        List<Field> fields = new ArrayList<>(renamed(in.fields));
        List<Sql> items = renamed(in.fields, fields, "t");
        String number = name();
        List<Sql> outer = new ArrayList<>();
        fields.forEach(field -> outer.add(Sql.of(field.name)));
        if (random.nextBoolean()) {
            fields.add(new Field(number, ColumnType.LONG, false));
            outer.add(Sql.of(number));
        }
        return made(
                "SELECT %s FROM (SELECT %s, ROW_NUMBER() OVER (" + (partition.isEmpty() ? "%s" : "PARTITION BY %s ")
                        + "ORDER BY %s) AS " + number + " FROM %s AS t) AS n WHERE " + number + " <= "
                        + (1 + random.nextInt(3)),
                fields,
                Form.OTHER,
                List.of(in),
                Sql.list(outer),
                Sql.list(items),
                plain(partition, "t"),
                Sql.list(order),
                in.from);
    }

    private Query set(Query left, Query right) {
        List<Field> leftFields = new ArrayList<>();
        List<Field> rightFields = new ArrayList<>();
        Set<Field> taken = new HashSet<>();
        for (Field a : left.fields) {
            right.fields.stream()
                    .filter(b -> b.wild == a.wild && isComparable(a, b) && !taken.contains(b))
                    .findFirst()
                    .ifPresent(b -> {
                        leftFields.add(a);
                        rightFields.add(b);
                        taken.add(b);
                    });
        }
        if (leftFields.isEmpty()) {
            return left;
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < leftFields.size(); i++) {
            Field a = leftFields.get(i);
            ColumnType other = rightFields.get(i).type;
            fields.add(new Field(name(), common(a.type, other), a.wild || a.type != other));
        }
        String operator = List.of("UNION ALL", "UNION ALL", "UNION", "INTERSECT", "EXCEPT")
                .get(random.nextInt(5));
        return made(
                "SELECT %s FROM %s AS a " + operator + " SELECT %s FROM %s AS b",
                fields,
                Form.OTHER,
                List.of(left, right),
                Sql.list(renamed(leftFields, fields, "a")),
                left.from,
                Sql.list(renamed(rightFields, fields, "b")),
                right.from);
    }

    /** Numbers of different types have a common one. */
    private static boolean isComparable(Field a, Field b) {
        return a.type == b.type || !a.wild && isNumber(a.type) && isNumber(b.type);
    }

    private static boolean isNumber(ColumnType type) {
        return type == ColumnType.LONG || type == ColumnType.DOUBLE || type == ColumnType.DECIMAL;
    }

    private static ColumnType common(ColumnType a, ColumnType b) {
        return a == b ? a : a == ColumnType.DOUBLE || b == ColumnType.DOUBLE ? ColumnType.DOUBLE : ColumnType.DECIMAL;
    }

    private Query windows() {
        return new RandomWindows(random, this::name, aggregates).windows(stream());
    }

    private Query sessions() {
        return new RandomWindows(random, this::name, aggregates).sessions(stream());
    }

    private Query timed() {
        Query left = stream();
        Query right = stream();
        List<Sql> equal = joins.equalities(left, right).subList(0, 1);
        List<Field> fields = new ArrayList<>(renamed(left.fields));
        List<Sql> items = new ArrayList<>(renamed(left.fields, fields, "a"));
        List<Field> others = renamed(right.fields);
        items.addAll(renamed(right.fields, others, "b"));
        fields.addAll(others);
        return new RandomWindows(random, this::name, aggregates)
                .timed(left, right, fields, Sql.list(items), equal.getFirst());
    }
}
