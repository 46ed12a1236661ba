package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link Window} and {@link Combine} in one, for windows that overlap: each row goes to the one slice of time that it is in, as long as the
 * windows' step, and at the end of the epoch the slices are put together to windows. What goes on is the same.
 *
 * <pre>
 * COUNT(*) by k, HOP 10 s, each 5 s:   +(a, 00:00:07) +(a, 00:00:08)
 *   slices    a 00:00:05: 2 rows
 *   windows   a 00:00:00 to 00:00:10: 2 rows | a 00:00:05 to 00:00:15: 2 rows
 * </pre>
 */
public final class CombineSlices implements Step {
    private final WindowAssigner assigner;
    private final Origin origin;
    /** Columns of the slices' groups, among those of the rows with the slice's start behind them. */
    private final int[] sliceColumns;
    /** For each column of the windows' groups its place in the slices' groups; behind those for the window's start and end. */
    private final int[] places;

    private final Accumulators accumulators;
    private final Combine windows;
    /** A row with its slice, used again for the next. */
    private final @Nullable Object[] sliced;

    private final GroupTable table = new GroupTable();
    private final List<Group> slices = new ArrayList<>();
    private final RowWriter bytes = new RowWriter(128);
    private final RowReader reader = new RowReader(new byte[0]);

    /**
     * @param assigner says which windows a time is in
     * @param width of the rows, to which a window would add its start and end
     * @param groupColumns of the windows' groups, over the rows with start and end behind them
     * @param accumulators over the rows
     * @param windows takes parts of the windows' groups
     */
    public CombineSlices(
            WindowAssigner assigner,
            Origin origin,
            int width,
            int[] groupColumns,
            Accumulators accumulators,
            Combine windows) {
        this.assigner = assigner;
        this.origin = origin;
        this.accumulators = accumulators;
        this.windows = windows;
        sliced = new @Nullable Object[width + 1];
        int[] own = Arrays.stream(groupColumns).filter(column -> column < width).toArray();
        sliceColumns = Arrays.copyOf(own, own.length + 1);
        sliceColumns[own.length] = width;
        places = new int[groupColumns.length];
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = groupColumns[i] < width ? next++ : own.length + groupColumns[i] - width;
        }
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Long time = assigner.time(row, origin);
        if (time == null) {
            return;
        }
        System.arraycopy(row, 0, sliced, 0, row.length);
        sliced[row.length] = assigner.slice(time);
        int hash = Values.hash(sliced, sliceColumns);
        Group group = table.find(sliced, sliceColumns, hash);
        if (group == null) {
            if (slices.size() >= Combine.GROUPS_MAX) {
                drain();
            }
            group = accumulators.newGroup(Values.pick(sliced, sliceColumns), hash);
            table.add(group);
            slices.add(group);
        }
        accumulators.add(group, row, weight);
    }

    /** The windows' combiner is flushed behind it. */
    @Override
    public void flush(long watermark) {
        drain();
    }

    private void drain() {
        for (Group slice : slices) {
            accumulators.write(slice, bytes.clear());
            byte[] part = bytes.toByteArray();
            assigner.windows(start(slice), (from, to) -> windows.merge(key(slice, from, to), reader.reset(part)));
        }
        slices.clear();
        table.clear();
    }

    private static long start(Group slice) {
        return (Long) Objects.requireNonNull(slice.key[slice.key.length - 1]);
    }

    private @Nullable Object[] key(Group slice, long from, long to) {
        int own = slice.key.length - 1;
        @Nullable Object[] key = new @Nullable Object[places.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = places[i] < own ? slice.key[places[i]] : (Long) (places[i] == own ? from : to);
        }
        return key;
    }
}
