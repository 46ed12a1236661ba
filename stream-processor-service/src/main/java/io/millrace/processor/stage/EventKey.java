package io.millrace.processor.stage;

import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kafka keys of a derived stream, in the form of those of every stream: one VARCHAR is its text, else a JSON array. Not thread-safe. */
final class EventKey {
    private final RowJson json;
    private final int[] columns;
    private final boolean text;

    EventKey(List<ViewPlan.Column> all, List<Integer> keyColumns) {
        json = new RowJson(all);
        columns = keyColumns.stream().mapToInt(Integer::intValue).toArray();
        text = columns.length == 1 && all.get(columns[0]).type().kind() == ValueType.Kind.VARCHAR;
    }

    /** Null where the stream has no primary key. */
    byte @Nullable [] of(@Nullable Object[] row) {
        if (columns.length == 0) {
            return null;
        }
        return text
                ? String.valueOf(row[columns[0]]).getBytes(StandardCharsets.UTF_8)
                : json.array(row, columns).toByteArray();
    }
}
