package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.plan.Traits.Partition;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The scans of a plan: one a stream, with what all parts of the query need of it. A part that comes later may need more than
 * those before; then the plan is lowered once more, and each part finds all of it.
 */
final class PlanScans {
    private static final String ARRIVAL = "$arrival";
    private static final String OFFSET = "$offset";

    private final CreateView statement;
    private final Namespace namespace;
    private final Map<String, Needs> needs = new HashMap<>();
    private boolean outgrown;

    PlanScans(CreateView statement, Namespace namespace) {
        this.statement = statement;
        this.namespace = namespace;
    }

    /** What is needed of a stream, by all its readers. */
    private static final class Needs {
        private final Set<MemberPath> read = new HashSet<>();
        private boolean origin;
        private boolean arrival;
        private boolean given;

        /** Whether an earlier reader did without what is added. */
        boolean add(Set<MemberPath> more, boolean moreOrigin, boolean moreArrival) {
            boolean grew = read.addAll(more) | (moreOrigin && !origin) | (moreArrival && !arrival);
            origin |= moreOrigin;
            arrival |= moreArrival;
            boolean again = given && grew;
            given = true;
            return again;
        }
    }

    /** Whether a scan that was given out lacks what a later one has; begins anew. */
    boolean takeOutgrown() {
        boolean taken = outgrown;
        outgrown = false;
        needs.values().forEach(need -> need.given = false);
        return taken;
    }

    /**
     * @param read columns of the table, and members of them
     * @param wanted with a key, the event's place is one more column, and it is the key; with a time, the record's timestamp is,
     *     where the stream has no event time
     */
    Layout of(StreamTable table, Set<MemberPath> read, Demand wanted) {
        Set<MemberPath> columns = new HashSet<>(read);
        table.eventTimeIndex().map(MemberPath::of).ifPresent(columns::add);
        boolean arrival = wanted.timed() && (table.eventTimeIndex().isEmpty() || isTimedInMicros(table));
        Needs need = needs.computeIfAbsent(table.stream().stream(), name -> new Needs());
        outgrown |= need.add(columns, wanted.keyed(), arrival);
        return scan(table, need);
    }

    private Layout scan(StreamTable table, Needs need) {
        StreamSchema stream = table.stream();
        Map<Integer, Integer> indexes = new HashMap<>();
        Map<MemberPath, Integer> inner = new HashMap<>();
        List<ViewPlan.Column> scanned = new ArrayList<>();
        List<ViewPlan.Member> members = new ArrayList<>();
        for (MemberPath path : ordered(need.read)) {
            if (path.members().isEmpty()) {
                indexes.put(path.column(), scanned.size());
            } else {
                inner.put(path, scanned.size());
            }
            ScanColumn column = ScanColumn.of(table.columns().get(path.column()), path.members());
            scanned.add(column.column());
            members.add(column.member());
        }
        int eventTime = table.eventTimeIndex().map(indexes::get).orElse(-1);
        boolean micros = isTimedInMicros(table);
        int arrival = need.arrival ? addedTime(scanned, members, micros ? eventTime : -1) : -1;
        int origin = need.origin ? added(scanned, members, OFFSET, ValueType.Kind.VARCHAR) : -1;
        List<Integer> key = keyColumns(table, indexes);
        ViewPlan.Scan scan = new ViewPlan.Scan(
                stream.stream(),
                stream.contractId() + " " + stream.contractVersion(),
                namespace.of(stream.topic()),
                topicId(stream),
                stream.partitions(),
                List.copyOf(scanned),
                List.copyOf(members),
                eventTime,
                arrival,
                origin,
                key,
                stream.outOfOrdernessMs(),
                statement.options().graceMs());
        Traits traits = new Traits(
                origin < 0 ? null : List.of(origin),
                IntStream.range(0, scanned.size()).boxed().collect(Collectors.toSet()),
                !key.isEmpty() && StreamTable.haveKeysOneForm(table.stream())
                        ? List.of(new Partition(key, false))
                        : List.of(),
                true,
                true,
                time(eventTime, arrival, micros),
                null);
        return new Layout(scan, indexes, inner, traits);
    }

    static boolean isTimedInMicros(StreamTable table) {
        return table.eventTimeIndex()
                .map(index -> table.columns().get(index).isMicros())
                .orElse(false);
    }

    /** An event time of microseconds is that of the rows by its milliseconds, which are a column of their own. */
    private static @Nullable RowTime time(int eventTime, int arrival, boolean micros) {
        if (micros) {
            return arrival < 0 ? null : RowTime.ofMillis(arrival, eventTime);
        }
        int time = eventTime >= 0 ? eventTime : arrival;
        return time < 0 ? null : RowTime.of(time);
    }

    private static List<MemberPath> ordered(Set<MemberPath> read) {
        return MemberPath.outermost(read).stream()
                .sorted(Comparator.comparing(MemberPath::column)
                        .thenComparing(path -> path.members().stream()
                                .map(member -> "%05d".formatted(member))
                                .collect(Collectors.joining())))
                .toList();
    }

    private static int added(
            List<ViewPlan.Column> columns, List<ViewPlan.Member> members, String name, ValueType.Kind kind) {
        columns.add(new ViewPlan.Column(name, ValueType.of(kind), false));
        members.add(ViewPlan.Member.of(name));
        return columns.size() - 1;
    }

    /** @param micros the event time that it is the milliseconds of; -1 for the record's timestamp */
    private static int addedTime(List<ViewPlan.Column> columns, List<ViewPlan.Member> members, int micros) {
        if (micros < 0) {
            return added(columns, members, ARRIVAL, ValueType.Kind.TIMESTAMP);
        }
        ViewPlan.Column time = columns.get(micros);
        String name = "CAST(" + time.name() + " AS TIMESTAMP(3))";
        columns.add(new ViewPlan.Column(name, ValueType.of(ValueType.Kind.TIMESTAMP), time.nullable()));
        members.add(ViewPlan.Member.of(name));
        return columns.size() - 1;
    }

    private UUID topicId(StreamSchema stream) {
        UUID topicId = stream.topicId();
        if (topicId == null) {
            throw SqlRefusal.at(
                    ProcessorError.STREAM_NOT_READY,
                    statement.query().start(),
                    "The topic of " + stream.stream() + " is being created.",
                    "Try again in a second.");
        }
        return topicId;
    }

    /** Places of the primary key's columns, where all of them are scanned. */
    private static List<Integer> keyColumns(StreamTable table, Map<Integer, Integer> indexes) {
        List<Integer> key = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            Integer index = table.indexOf(column.name()).map(indexes::get).orElse(null);
            if (index == null) {
                return List.of();
            }
            key.add(index);
        }
        return List.copyOf(key);
    }
}
