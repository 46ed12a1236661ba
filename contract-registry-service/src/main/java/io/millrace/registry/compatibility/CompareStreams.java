package io.millrace.registry.compatibility;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lists the differences between two versions of a stream.
 *
 * <pre>
 * BACKWARD: valid(n) ⊆ valid(n+1), columns(n) ⊆ columns(n+1), type(n) = type(n+1) or integer → number
 * FORWARD:  valid(n+1) ⊆ valid(n)
 * </pre>
 */
public final class CompareStreams {
    private final List<Change> changes = new ArrayList<>();

    private CompareStreams() {}

    /** @param pointer of the schema object in the new document, for example {@code /schema/0} */
    public static List<Change> compare(StreamSchema before, StreamSchema after, String pointer) {
        CompareStreams comparison = new CompareStreams();
        comparison.fixed(before, after, pointer);
        comparison.unknownFields(before, after, pointer);
        comparison.columns(before.columns(), after.columns(), before.keepUnknownFields(), pointer);
        return List.copyOf(comparison.changes);
    }

    public static Change added(StreamSchema stream, String pointer) {
        return new Change(Change.Kind.STREAM_ADDED, pointer, "+ stream " + stream.stream(), false, false);
    }

    public static Change removed(StreamSchema stream) {
        return new Change(
                Change.Kind.STREAM_REMOVED,
                "/schema",
                "- stream " + stream.stream() + ": its producers would be refused and its views would stand still",
                true,
                true);
    }

    private void fixed(StreamSchema before, StreamSchema after, String pointer) {
        fixed("the primary key", keyNames(before), keyNames(after), pointer + "/properties");
        keyTypes(before.keyColumns(), after.keyColumns(), pointer + "/properties");
        fixed("millrace.eventTime", before.eventTime(), after.eventTime(), pointer + "/customProperties");
        fixed("millrace.partitions", before.partitions(), after.partitions(), pointer + "/customProperties");
        fixed("the topic", before.topic(), after.topic(), pointer + "/physicalName");
        if (before.isDerived() != after.isDerived()) {
            add(
                    Change.Kind.FIXED,
                    pointer + "/customProperties",
                    "! millrace.derivedFrom: a stream whose events a query makes takes no others, and none becomes one",
                    true,
                    true);
        }
    }

    private void fixed(
            String what,
            @org.jspecify.annotations.Nullable Object before,
            @org.jspecify.annotations.Nullable Object after,
            String pointer) {
        if (!Objects.equals(before, after)) {
            String was = before == null ? "(none)" : before.toString();
            String is = after == null ? "(none)" : after.toString();
            add(
                    Change.Kind.FIXED,
                    pointer,
                    "! " + what + ": " + was + " → " + is + "; the topic's events are laid out by it",
                    true,
                    true);
        }
    }

    /** Another type, precision or scale writes the same value as other key bytes, and so into another partition. */
    private void keyTypes(List<ColumnSchema> before, List<ColumnSchema> after, String pointer) {
        for (ColumnSchema old : before) {
            int index = indexOf(after, old.name());
            if (index >= 0) {
                fixed(
                        "the type of the key column " + old.name(),
                        CompareColumns.type(old),
                        CompareColumns.type(after.get(index)),
                        pointer);
            }
        }
    }

    private static List<String> keyNames(StreamSchema stream) {
        return stream.keyColumns().stream().map(ColumnSchema::name).toList();
    }

    private void unknownFields(StreamSchema before, StreamSchema after, String pointer) {
        if (before.keepUnknownFields() != after.keepUnknownFields()) {
            boolean tightened = before.keepUnknownFields();
            add(
                    tightened ? Change.Kind.TIGHTENED : Change.Kind.LOOSENED,
                    pointer + "/customProperties",
                    tightened ? "~ millrace.unknownFields: keep → refuse" : "~ millrace.unknownFields: refuse → keep",
                    tightened,
                    !tightened);
        }
    }

    private void columns(List<ColumnSchema> before, List<ColumnSchema> after, boolean keepsUnknown, String pointer) {
        for (ColumnSchema old : before) {
            int index = indexOf(after, old.name());
            if (index < 0) {
                add(
                        Change.Kind.COLUMN_REMOVED,
                        pointer + "/properties",
                        "- " + old.name() + ": " + CompareColumns.type(old),
                        true,
                        old.required());
            } else {
                column(old, after.get(index), keepsUnknown, pointer + "/properties/" + index);
            }
        }
        for (int i = 0; i < after.size(); i++) {
            ColumnSchema column = after.get(i);
            if (indexOf(before, column.name()) < 0) {
                added(column, keepsUnknown, pointer + "/properties/" + i);
            }
        }
    }

    private void added(ColumnSchema column, boolean keepsUnknown, String pointer) {
        String refused = column.required()
                ? ", required: events without it would be refused"
                : keepsUnknown ? ": events that hold another value under this name were kept and would be refused" : "";
        add(
                keepsUnknown ? Change.Kind.TIGHTENED : Change.Kind.COLUMN_ADDED,
                pointer,
                "+ " + column.name() + ": " + CompareColumns.type(column) + refused,
                column.required() || keepsUnknown,
                !keepsUnknown);
    }

    private void members(ColumnSchema before, ColumnSchema after, boolean keepsUnknown, String pointer) {
        if (before.type() == ColumnType.OBJECT
                && after.type() == ColumnType.OBJECT
                && before.properties().isEmpty()
                && !after.properties().isEmpty()) {
            add(
                    Change.Kind.TIGHTENED,
                    pointer + "/properties",
                    "~ " + after.name() + ": its members are now checked; it took any",
                    true,
                    false);
        } else {
            columns(before.properties(), after.properties(), keepsUnknown, pointer);
        }
    }

    private void column(ColumnSchema before, ColumnSchema after, boolean keepsUnknown, String pointer) {
        changes.addAll(CompareColumns.compare(before, after, pointer));
        members(before, after, keepsUnknown, pointer);
        ColumnSchema oldItems = before.items();
        ColumnSchema newItems = after.items();
        if (before.type() == ColumnType.MAP || after.type() == ColumnType.MAP) {
            // The type of a map has that of its values in it.
            return;
        }
        if (oldItems != null && newItems != null) {
            column(oldItems, newItems, keepsUnknown, pointer + "/items");
        } else if (newItems != null && after.type() == before.type()) {
            add(
                    Change.Kind.TIGHTENED,
                    pointer + "/items",
                    "~ " + after.name() + ": items are now checked",
                    true,
                    false);
        } else if (oldItems != null && after.type() == before.type()) {
            add(Change.Kind.LOOSENED, pointer, "~ " + after.name() + ": items are no longer checked", false, true);
        }
    }

    private static int indexOf(List<ColumnSchema> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private void add(Change.Kind kind, String pointer, String detail, boolean breaksBackward, boolean breaksForward) {
        changes.add(new Change(kind, pointer, detail, breaksBackward, breaksForward));
    }
}
