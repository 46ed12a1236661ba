package io.millrace.views.serving;

import io.millrace.views.row.Row;
import io.millrace.views.row.RowColumns;
import io.millrace.views.row.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts rows into a reply. Whole rows pass as the bytes that they are; only a selection or quoted decimals are rewritten. */
final class WriteRows {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final RowColumns columns;
    private final @Nullable List<Integer> select;
    private final boolean quotesDecimals;

    /**
     * @param select null for whole rows
     * @param decimalsAsText whether DECIMAL values are written as strings
     */
    WriteRows(RowColumns columns, @Nullable List<Integer> select, boolean decimalsAsText) {
        this.columns = columns;
        this.quotesDecimals = decimalsAsText
                && IntStream.range(0, columns.size()).anyMatch(column -> columns.type(column) == ValueType.DECIMAL);
        this.select = select == null && quotesDecimals
                ? IntStream.range(0, columns.size()).boxed().toList()
                : select;
    }

    byte[] rows(List<byte[]> rows, RowFormat format) {
        long size = 2 + rows.stream().mapToLong(row -> row.length + 1L).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
        switch (format) {
            case JSON -> array(rows, out);
            case NDJSON ->
                rows.forEach(row -> {
                    write(row, out);
                    out.write('\n');
                });
            case CSV -> new WriteCsv(columns, select, out).write(rows);
        }
        return out.toByteArray();
    }

    private void array(List<byte[]> rows, ByteArrayOutputStream out) {
        out.write('[');
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            write(rows.get(i), out);
        }
        out.write(']');
    }

    byte[] one(byte[] row) {
        if (select == null) {
            return row;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(row.length + 16);
        write(row, out);
        return out.toByteArray();
    }

    private void write(byte[] json, ByteArrayOutputStream out) {
        List<Integer> selected = select;
        if (selected == null) {
            out.writeBytes(json);
            return;
        }
        Row row = Row.of(columns, json);
        out.write('{');
        for (int i = 0; i < selected.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            member(row, selected.get(i), out);
        }
        out.write('}');
    }

    private void member(Row row, int column, ByteArrayOutputStream out) {
        out.writeBytes(columns.quotedName(column));
        out.write(':');
        value(row, column, out);
    }

    /** Writes one value of a row. */
    void value(Row row, int column, ByteArrayOutputStream out) {
        if (row.isNull(column)) {
            out.writeBytes(NULL);
            return;
        }
        boolean quoted = quotesDecimals && columns.type(column) == ValueType.DECIMAL && row.isNumber(column);
        if (quoted) {
            out.write('"');
        }
        out.write(row.json(), row.valueFrom(column), row.valueTo(column) - row.valueFrom(column));
        if (quoted) {
            out.write('"');
        }
    }
}
