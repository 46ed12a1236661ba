package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** The columns of a view's rows, in order, by position and by name. Immutable. */
public final class RowColumns {
    private final List<String> names;
    private final List<ValueType> types;
    private final Map<String, Integer> positions = new HashMap<>();
    private final byte[][] nameBytes;
    private final byte[][] quotedNames;

    private RowColumns(List<String> names, List<ValueType> types) {
        this.names = List.copyOf(names);
        this.types = List.copyOf(types);
        this.nameBytes = new byte[names.size()][];
        this.quotedNames = new byte[names.size()][];
        for (int i = 0; i < names.size(); i++) {
            positions.put(names.get(i), i);
            nameBytes[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
            quotedNames[i] = ('"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(names.get(i))) + '"')
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    public static RowColumns of(PublishedView view) {
        List<String> names = new ArrayList<>();
        List<ValueType> types = new ArrayList<>();
        for (ViewColumn column : view.columns()) {
            names.add(column.name());
            types.add(ValueType.of(column.type()));
        }
        return new RowColumns(names, types);
    }

    /** @param types of the columns, in the same order */
    public static RowColumns of(List<String> names, List<ValueType> types) {
        return new RowColumns(names, types);
    }

    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    public String name(int position) {
        return names.get(position);
    }

    public ValueType type(int position) {
        return types.get(position);
    }

    /** 0-based position, or null where no column has this name. */
    public @Nullable Integer position(String name) {
        return positions.get(name);
    }

    /** The name as a JSON string. */
    public byte[] quotedName(int position) {
        return quotedNames[position];
    }

    byte[] nameBytes(int position) {
        return nameBytes[position];
    }
}
