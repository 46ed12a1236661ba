package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.row.Row;
import io.millrace.views.row.RowColumns;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes one row of each group of rows. Confined to one thread. */
final class GroupRows implements RowSink {
    static final int GROUPS_MAX = 1_000;
    /** Of a group and its place in the map. */
    private static final int GROUP_BYTES = 200;
    /** Of an accumulator, a sum of doubles of very different sizes left out, and of a value of the key. */
    private static final int OUTPUT_BYTES = 200;
    /** Rows are held once as they are and twice as the reply. */
    private static final int COPIES = 3;

    private final Aggregation aggregation;
    private final RowColumns source;
    private final ReadMemory.Share memory;
    private final List<Integer> keyColumns = new ArrayList<>();
    private final TreeMap<List<@Nullable Object>, List<Accumulator>> groups;
    private long bytes;

    /** @param source columns of the rows that go in */
    GroupRows(Aggregation aggregation, RowColumns source, ReadMemory.Share memory) {
        this.aggregation = aggregation;
        this.source = source;
        this.memory = memory;
        List<OrderTerm> key = new ArrayList<>();
        for (Aggregation.Output output : aggregation.outputs()) {
            Integer column = output.column();
            if (output.kind() == null && column != null) {
                keyColumns.add(column);
                key.add(new OrderTerm(key.size(), source.type(column), false, false));
            }
        }
        this.groups = new TreeMap<>(comparing(key, List::get));
    }

    /** Takes a value of what is compared. */
    @FunctionalInterface
    private interface Value<T> {
        @Nullable
        Object of(T compared, int column);
    }

    private static <T> Comparator<T> comparing(List<OrderTerm> terms, Value<T> value) {
        return (left, right) -> {
            int order = 0;
            for (int i = 0; order == 0 && i < terms.size(); i++) {
                int column = terms.get(i).column();
                order = terms.get(i).compare(value.of(left, column), value.of(right, column));
            }
            return order;
        };
    }

    @Override
    public void add(GatherPage.Candidate candidate) {
        Row row = candidate.row();
        if (row == null) {
            throw new IllegalStateException("groups are made of rows that are decoded");
        }
        List<@Nullable Object> key = new ArrayList<>(keyColumns.size());
        for (int column : keyColumns) {
            key.add(row.value(column));
        }
        List<Accumulator> group = groups.get(key);
        if (group == null) {
            group = begin(key);
        }
        long more = 0;
        for (Accumulator accumulator : group) {
            more += accumulator.add(row);
        }
        held(more);
    }

    private List<Accumulator> begin(List<@Nullable Object> key) {
        if (groups.size() == GROUPS_MAX) {
            throw new MillraceException(
                    ServingError.TOO_MANY_GROUPS,
                    "The selection makes more than " + GROUPS_MAX
                            + " groups. Select fewer columns beside the functions, filter more, or give the groups a view of"
                            + " their own.");
        }
        List<Accumulator> group = accumulators();
        groups.put(key, group);
        held(GROUP_BYTES + (long) OUTPUT_BYTES * group.size());
        return group;
    }

    private List<Accumulator> accumulators() {
        List<Accumulator> accumulators = new ArrayList<>();
        for (int i = 0; i < aggregation.outputs().size(); i++) {
            accumulators.add(Accumulator.of(
                    aggregation.outputs().get(i), source, aggregation.columns().type(i)));
        }
        return accumulators;
    }

    private void held(long more) {
        if (more != 0) {
            bytes += more;
            memory.need(bytes);
        }
    }

    /**
     * The rows of the groups, as JSON, at most so many. Without a column that makes groups there is one, also of no rows.
     *
     * @throws MillraceException with {@link ServingError#ANSWER_TOO_LARGE} where they have more bytes than they may
     */
    List<byte[]> rows(int limit, long bytesMax) {
        if (groups.isEmpty() && keyColumns.isEmpty()) {
            groups.put(List.of(), accumulators());
        }
        List<byte[]> rows = new ArrayList<>();
        long size = 0;
        for (List<Accumulator> group : groups.values()) {
            byte[] row = json(group);
            size += row.length;
            if (size > bytesMax) {
                throw new MillraceException(
                        ServingError.ANSWER_TOO_LARGE,
                        "The groups would have more than " + bytesMax / 1024
                                + " KiB. Select fewer or shorter columns, or filter more.");
            }
            memory.need(bytes + COPIES * size);
            rows.add(row);
        }
        return ordered(rows).stream().limit(limit).toList();
    }

    /** Ties are in the order of the groups. */
    private List<byte[]> ordered(List<byte[]> rows) {
        if (aggregation.order().isEmpty()) {
            return rows;
        }
        List<Row> read = new ArrayList<>();
        rows.forEach(row -> read.add(Row.of(aggregation.columns(), row)));
        read.sort(comparing(aggregation.order(), Row::value));
        return read.stream().map(Row::json).toList();
    }

    private byte[] json(List<Accumulator> group) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < group.size(); i++) {
            out.write(i == 0 ? '{' : ',');
            out.writeBytes(aggregation.columns().quotedName(i));
            out.write(':');
            out.writeBytes(group.get(i).json());
        }
        out.write('}');
        return out.toByteArray();
    }
}
