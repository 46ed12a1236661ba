package io.millrace.processor.stage;

import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the needed columns out of JSON events, and stops as soon as it has them all: what stands behind the last needed
 * member is not looked at. Of a member that is there twice the first counts. Absent and null are the same. Not thread-safe.
 *
 * <p>A column can be a member of an object: then of the object only what is needed is read. It is null where the object is.
 * A column that was required when the view was made may be absent, unless it is in the key: a later version of the contract can
 * have made it optional.
 */
final class DecodeEvents {
    private static final ValueType OBJECT = ValueType.row(List.of());

    private final ViewPlan.Column[] columns;
    private final ViewPlan.Scan scan;
    private final JsonCursor cursor = new JsonCursor();
    private final Members root;

    DecodeEvents(ViewPlan.Scan scan) {
        this.scan = scan;
        columns = scan.columns().toArray(ViewPlan.Column[]::new);
        List<Integer> read = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (i != scan.arrivalColumn() && i != scan.originColumn()) {
                read.add(i);
            }
        }
        root = new Members(List.of(), read);
    }

    /** What is needed of one object. */
    private final class Members {
        private final List<String> path;
        private final MemberNames names;
        /** Per name how its value is read; null where it is an object of which members are needed. */
        private final @Nullable ReadValue[] values;
        /** Per name the column that its value is. */
        private final int[] targets;

        private final @Nullable Members[] inner;

        /** @param read columns that are members of the object, or of objects in it */
        Members(List<String> path, List<Integer> read) {
            this.path = path;
            Map<String, List<Integer>> byName = new LinkedHashMap<>();
            for (int column : read) {
                String name = scan.members().get(column).path().get(path.size());
                byName.computeIfAbsent(name, any -> new ArrayList<>()).add(column);
            }
            names = new MemberNames(List.copyOf(byName.keySet()));
            values = new @Nullable ReadValue[byName.size()];
            targets = new int[values.length];
            inner = new @Nullable Members[values.length];
            byName.forEach(this::member);
        }

        private int made;

        private void member(String name, List<Integer> read) {
            List<String> at = new ArrayList<>(path);
            at.add(name);
            int column = read.getFirst();
            ViewPlan.Member member = scan.members().get(column);
            if (member.path().size() == at.size()) {
                values[made] = new ReadValue(
                        cursor, new ReadValue.Place(at, scan.contract()), columns[column].type(), member.form());
                targets[made] = column;
            } else {
                inner[made] = new Members(at, read);
            }
            made++;
        }

        /** Reads the members of an object whose bracket has been taken, and stops behind the last that is needed. */
        boolean read(@Nullable Object[] row) throws UndecodableEvent {
            names.begin();
            int missing = values.length;
            while (missing > 0) {
                cursor.string();
                int member = names.find(cursor);
                cursor.expect(':');
                if (member < 0) {
                    cursor.skip();
                } else {
                    read(member, row);
                    missing--;
                }
                if (!cursor.take(',')) {
                    if (missing > 0 || !path.isEmpty()) {
                        cursor.expect('}');
                    }
                    return false;
                }
            }
            return true;
        }

        private void read(int member, @Nullable Object[] row) throws UndecodableEvent {
            ReadValue value = values[member];
            Members object = inner[member];
            if (value != null) {
                row[targets[member]] = value.valueOrNull();
            } else if (object != null) {
                object.readObject(row);
            }
        }

        /** Of an object in an object, whose end must be found. */
        private void readObject(@Nullable Object[] row) throws UndecodableEvent {
            if (cursor.takeWord("null")) {
                return;
            }
            if (!cursor.take('{')) {
                throw ReadValue.mismatch(new ReadValue.Place(path, scan.contract()), OBJECT);
            }
            if (!cursor.take('}') && read(row)) {
                cursor.skipRest();
            }
        }
    }

    private static @Nullable Long millis(@Nullable Object micros) {
        return micros instanceof Long value ? (Long) Math.floorDiv(value, 1_000L) : null;
    }

    /**
     * @param timestamp the record's, for the arrival column
     * @param partition the record's, with its offset for the origin column
     * @throws UndecodableEvent where the value is no JSON object, a column has another type, or a column that is never null is
     */
    @Nullable
    Object[] decode(byte[] value, long timestamp, int partition, long offset) throws UndecodableEvent {
        @Nullable Object[] row = new @Nullable Object[columns.length];
        cursor.reset(value);
        cursor.expect('{');
        if (!cursor.take('}')) {
            root.read(row);
        }
        if (scan.arrivalColumn() >= 0) {
            row[scan.arrivalColumn()] = scan.isTimedInMicros() ? millis(row[scan.eventTimeColumn()]) : (Long) timestamp;
        }
        if (scan.originColumn() >= 0) {
            row[scan.originColumn()] = partition + "-" + offset;
        }
        for (int i = 0; i < columns.length; i++) {
            if (row[i] == null && !columns[i].nullable()) {
                throw new UndecodableEvent(
                        UndecodableEvent.MISSING,
                        "Column " + columns[i].name() + " is required and absent or null.",
                        scan.members().get(i).path());
            }
        }
        return row;
    }
}
