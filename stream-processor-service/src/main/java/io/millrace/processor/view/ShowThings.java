package io.millrace.processor.view;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.ViewStatus;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** SHOW: lists by name, a page at a time. */
@Component
class ShowThings {
    private final Views views;
    private final ViewStatuses statuses;
    private final FindReadable find;
    private final ContractStreams streams;
    private final ShowRuntimes runtimes;
    private final ShowFunctions functions;

    ShowThings(
            Views views,
            ViewStatuses statuses,
            FindReadable find,
            ContractStreams streams,
            ShowRuntimes runtimes,
            ShowFunctions functions) {
        this.views = views;
        this.statuses = statuses;
        this.find = find;
        this.streams = streams;
        this.runtimes = runtimes;
        this.functions = functions;
    }

    /**
     * @param limit names that are looked at, 1 or more
     * @param cursor the name behind which it begins
     */
    record Page(int limit, String cursor) {}

    SqlAnswer of(Statement.Show statement, Page page) {
        Predicate<String> like = like(statement.like());
        return switch (statement.things()) {
            case VIEWS -> views(like, page);
            case STREAMS ->
                named(
                        "SHOW STREAMS",
                        streams.names(),
                        like,
                        page,
                        name -> streams.known(name).map(this::stream).orElseGet(LinkedHashMap::new));
            case FUNCTIONS -> functions.of(like, page);
            case RUNTIMES -> runtimes.of(like, page);
        };
    }

    /** SQL's LIKE, without regard to letter case. */
    static Predicate<String> like(@Nullable String pattern) {
        if (pattern == null) {
            return name -> true;
        }
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).asMatchPredicate();
    }

    private SqlAnswer views(Predicate<String> like, Page page) {
        List<View> found = views.page(page.cursor(), Limit.of(page.limit()));
        List<View> shown = found.stream()
                .filter(view -> find.isReadable(view.name()) && like.test(view.name()))
                .toList();
        List<Map<String, @Nullable Object>> rows =
                statuses.of(shown).stream().map(ShowThings::view).toList();
        return SqlAnswer.rows("SHOW VIEWS", rows)
                .before(found.size() == page.limit() ? found.getLast().name() : null);
    }

    private static Map<String, @Nullable Object> view(ViewStatus status) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", status.name());
        row.put("state", status.state());
        row.put("progress", status.progress());
        row.put("lagMs", status.freshness() == null ? null : status.freshness().lagMs());
        row.put("version", status.version());
        row.put("key", status.key());
        row.put("runtime", status.runtime());
        row.put("reason", status.reason());
        return row;
    }

    private Map<String, @Nullable Object> stream(StreamSchema stream) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", stream.stream());
        row.put("contract", stream.contractId());
        row.put("version", stream.contractVersion());
        row.put("columns", stream.columns().size());
        row.put("key", stream.keyColumns().stream().map(ColumnSchema::name).toList());
        row.put("eventTime", stream.eventTime());
        row.put("partitions", stream.partitions());
        row.put("derivedFrom", stream.derivedFrom());
        if (stream.isDerived()) {
            row.put(
                    "state",
                    views.find(Statement.Kind.STREAM, stream.stream())
                            .map(view -> statuses.of(view).state())
                            .orElse(null));
        }
        return row;
    }

    static SqlAnswer named(
            String statement,
            Collection<String> names,
            Predicate<String> like,
            Page page,
            Function<String, Map<String, @Nullable Object>> row) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        String last = null;
        for (String name : new TreeSet<>(names).tailSet(page.cursor(), false)) {
            if (!like.test(name)) {
                continue;
            }
            if (rows.size() == page.limit()) {
                return SqlAnswer.rows(statement, rows).before(last);
            }
            rows.add(row.apply(name));
            last = name;
        }
        return SqlAnswer.rows(statement, rows);
    }
}
