package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnType;
import io.millrace.processor.replay.RandomExpressions.Column;
import io.millrace.processor.replay.RandomQueries.Field;
import io.millrace.processor.replay.RandomQueries.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random joins, and subqueries, of two queries; one of them as it is where nothing of theirs can be equal. */
final class RandomJoins {
    private final Random random;
    private final RandomQueries queries;
    private final RandomAggregates aggregates;

    RandomJoins(Random random, RandomQueries queries, RandomAggregates aggregates) {
        this.random = random;
        this.queries = queries;
        this.aggregates = aggregates;
    }

    Query join(Query left, Query right) {
        if (left.isSingle() || right.isSingle()) {
            return left.isSingle() ? right : left;
        }
        List<Sql> equal = equalities(left, right);
        if (equal.isEmpty()) {
            return left;
        }
        List<Field> from = new ArrayList<>(left.fields());
        from.addAll(right.fields());
        List<Field> fields = queries.renamed(from);
        List<Sql> items = new ArrayList<>(RandomQueries.renamed(
                left.fields(), fields.subList(0, left.fields().size()), "a"));
        items.addAll(RandomQueries.renamed(
                right.fields(), fields.subList(left.fields().size(), fields.size()), "b"));
        if (random.nextInt(3) == 0) {
            List<Column> both = new ArrayList<>(RandomQueries.columns(left, "a"));
            both.addAll(RandomQueries.columns(right, "b"));
            equal.add(queries.over(both).condition(1));
        }
        String kind = List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN").get(random.nextInt(4));
        return queries.made(
                "SELECT %s FROM %s AS a " + kind + " %s AS b ON %s",
                fields,
                RandomQueries.Form.OTHER,
                List.of(left, right),
                Sql.list(items),
                left.from(),
                right.from(),
                Sql.joined(" AND ", equal));
    }

    List<Sql> equalities(Query left, Query right) {
        List<Sql> all = new ArrayList<>();
        for (Field a : left.fields()) {
            right.fields().stream()
                    .filter(b -> a.type() == b.type() && a.wild() == b.wild() && a.type() != ColumnType.TIMESTAMP)
                    .forEach(b ->
                            all.add(Sql.of("%s = %s", a.of("a").sql(), b.of("b").sql())));
        }
        Collections.shuffle(all, random);
        return new ArrayList<>(all.subList(0, Math.min(all.size(), 1 + random.nextInt(2))));
    }

    /** EXISTS and its like over the left, with an equality. */
    Query subQuery(Query left, Query right) {
        if (left.isSingle() || right.isSingle()) {
            return left;
        }
        List<Sql> equal = equalities(left, right);
        if (equal.isEmpty()) {
            return left;
        }
        List<Field> fields = queries.renamed(left.fields());
        String extra = random.nextInt(4) == 0 ? " AND %s" : "%5$.0s";
        List<Column> both = new ArrayList<>(RandomQueries.columns(left, "a"));
        both.addAll(RandomQueries.columns(right, "b"));
        String beside = random.nextInt(4) == 0 ? " OR %s" : "";
        return queries.made(
                "SELECT %1$s FROM %2$s AS a WHERE " + (random.nextBoolean() ? "" : "NOT ")
                        + "EXISTS (SELECT 1 FROM %3$s AS b WHERE %4$s" + extra.replace("%s", "%5$s") + ")"
                        + beside.replace("%s", "%6$s"),
                fields,
                RandomQueries.Form.OTHER,
                List.of(left, right),
                Sql.list(RandomQueries.renamed(left.fields(), fields, "a")),
                left.from(),
                right.from(),
                Sql.joined(" AND ", equal),
                queries.over(both).condition(1),
                queries.over(RandomQueries.columns(left, "a")).condition(1));
    }

    Query scalar(Query left, Query right) {
        if (left.isSingle()) {
            return left;
        }
        List<Field> fields = new ArrayList<>(queries.renamed(left.fields()));
        List<Sql> items = new ArrayList<>(RandomQueries.renamed(left.fields(), fields, "a"));
        List<Column> inner = RandomQueries.columns(right, "b");
        RandomAggregates.Aggregate one = aggregates.of(inner);
        fields.add(new Field(queries.name(), one.type(), one.wild()));
        List<Sql> equal = equalities(left, right);
        boolean correlated = !equal.isEmpty() && random.nextBoolean();
        return queries.made(
                "SELECT %s, (SELECT %s FROM %s AS b" + (correlated ? " WHERE %s" : "%.0s") + ") AS "
                        + fields.getLast().name() + " FROM %s AS a",
                fields,
                RandomQueries.Form.OTHER,
                List.of(left, right),
                Sql.list(items),
                one.sql(),
                right.from(),
                Sql.joined(" AND ", equal),
                left.from());
    }
}
