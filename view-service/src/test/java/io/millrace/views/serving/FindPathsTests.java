package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.IndexCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindPathsTests {
    private static final ViewShape SHAPE = shape(
            new ViewIndex(List.of("country", "total")),
            new ViewIndex(List.of("status")),
            new ViewIndex(List.of("total")));

    private static ViewShape shape(ViewIndex... indexes) {
        return ViewShape.of(ViewDefinitions.indexed(
                "orders",
                List.of("id"),
                List.of(),
                List.of(indexes),
                new ViewColumn("id", "BIGINT"),
                new ViewColumn("country", "VARCHAR"),
                new ViewColumn("status", "VARCHAR"),
                new ViewColumn("total", "BIGINT"),
                new ViewColumn("items", "ARRAY<BIGINT>")));
    }

    private static RowQuery query(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            values.computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        Map<String, String[]> parameters = new LinkedHashMap<>();
        values.forEach((name, all) -> parameters.put(name, all.toArray(String[]::new)));
        return ParseRowQuery.parse(SHAPE.columns(), parameters);
    }

    /** The indexes that are of use, each with its columns, the number of fixed ones, + where the next is bounded, and the direction. */
    private static String paths(String query) {
        List<String> texts = new ArrayList<>();
        for (AccessPath path : FindPaths.of(SHAPE, query(query))) {
            IndexCodec index = path.index();
            if (index != null) {
                texts.add(String.join("+", index.names())
                        + ":" + path.ranges().fixed().size() + (path.ranges().bounded() ? "+" : "") + ":"
                        + path.direction());
            }
        }
        return String.join(" ", texts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "''                                        | ''",
                "status=neq.a                              | ''",
                "status=ilike.a*                           | ''",
                "country=eq.DE                             | country+total:1:NONE",
                "country=eq.DE&total=gt.5                  | country+total:1+:NONE total:0+:NONE",
                "country=eq.DE&order=total                 | country+total:1:FORWARD total:0:FORWARD",
                "country=eq.DE&order=total.desc            | country+total:1:BACKWARD total:0:BACKWARD",
                "country=eq.DE&order=country,total.desc    | country+total:1:BACKWARD total:0:BACKWARD",
                "country=eq.DE&total=eq.1                  | country+total:2:FORWARD total:1:FORWARD",
                "country=is.null&total=lt.1                | country+total:1+:NONE total:0+:NONE",
                "country=in.(DE,FR)&order=country,total    | country+total:0+:FORWARD",
                "country=like.D*                           | country+total:0+:NONE",
                "order=country,total.desc                  | ''",
                "order=country.desc,total.desc             | country+total:0:BACKWARD",
                "order=country,total.asc.nullsfirst        | ''",
                "order=country.asc.nullsfirst,total        | country+total:0:FORWARD",
                "order=total,id                            | ''",
                "status=eq.a                               | status:1:FORWARD",
                "status=eq.a&order=total                   | status:1:NONE total:0:FORWARD",
                "status=eq.a&order=status.desc             | status:1:FORWARD",
                "status=not.is.null                        | status:0+:NONE"
            })
    void findsTheIndexesThatAreOfUse(String query, String expected) {
        assertThat(paths(query)).isEqualTo(expected);
    }

    @Test
    void readsNullsApartWhereTheOrderHasThemAtTheOtherEnd() {
        AccessPath first =
                FindPaths.of(SHAPE, query("order=total.asc.nullsfirst")).get(1);
        assertThat(first.ranges().ranges()).hasSize(2);
        byte[] nulls = first.index().values().encode(java.util.Collections.singletonList(null));
        assertThat(first.ranges().ranges().getFirst().contains(nulls)).isTrue();
        AccessPath last =
                FindPaths.of(SHAPE, query("order=total.desc.nullslast")).get(1);
        assertThat(last.ranges().ranges().getLast().contains(nulls)).isTrue();
        assertThat(FindPaths.of(SHAPE, query("order=total.desc.nullslast&total=gt.3"))
                        .get(1)
                        .ranges()
                        .ranges())
                .as("no null is greater than 3")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=eq.a&country=eq.DE       | indexes = 'country, total; status; total; status, country'",
                "status=eq.a&order=total.desc    | indexes = 'country, total; status; total; status, total'",
                "status=eq.a&total=gte.3         | indexes = 'country, total; status; total; status, total'",
                "status=in.(a,b)&country=eq.DE   | indexes = 'country, total; status; total; country, status'",
                "order=status,total              | indexes = 'country, total; status; total; status, total'",
                "order=id.desc                   | indexes = 'country, total; status; total; id'"
            })
    void advisesTheIndexThatWouldAnswer(String query, String expected) {
        assertThat(AdviseIndex.of(SHAPE, query(query)))
                .contains(expected)
                .contains("CREATE OR REPLACE MATERIALIZED VIEW orders")
                .contains("first columns of the key (id)");
    }

    @ParameterizedTest
    @CsvSource({
        "status=neq.a",
        "status=eq.a",
        "id=eq.3",
        "'order=status,total.desc'",
        "status=ilike.a*",
        "items=is.null"
    })
    void advisesNoneWhereNoneWouldHelpOrItIsThere(String query) {
        assertThat(AdviseIndex.of(SHAPE, query(query)))
                .doesNotContain("indexes")
                .startsWith("Filter by equality");
    }

    @Test
    void advisesToReplaceAnIndexWhereAViewHasAsManyAsItMay() {
        ViewIndex[] many = new ViewIndex[ViewIndex.INDEXES_MAX];
        java.util.Arrays.fill(many, new ViewIndex(List.of("id")));
        assertThat(AdviseIndex.of(shape(many), query("status=eq.a")))
                .startsWith("An index of 'status' would answer")
                .contains("in the place of another one");
    }
}
