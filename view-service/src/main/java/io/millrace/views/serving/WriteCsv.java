package io.millrace.views.serving;

import io.millrace.views.row.Row;
import io.millrace.views.row.RowColumns;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as RFC 4180 says: a header, lines that end with CRLF, quotes where a value needs them. A null is nothing, an empty
 * text is two quotes; objects, arrays and maps are their JSON.
 */
final class WriteCsv {
    private final RowColumns columns;
    private final int[] written;
    private final ByteArrayOutputStream out;

    /** @param select null for all columns */
    WriteCsv(RowColumns columns, @Nullable List<Integer> select, ByteArrayOutputStream out) {
        this.columns = columns;
        this.written = select == null
                ? IntStream.range(0, columns.size()).toArray()
                : select.stream().mapToInt(Integer::intValue).toArray();
        this.out = out;
    }

    void write(List<byte[]> rows) {
        line(columns::name);
        for (byte[] json : rows) {
            Row row = Row.of(columns, json);
            line(column -> row.isNull(column) ? null : row.text(column));
        }
    }

    private void line(IntFunction<@Nullable String> values) {
        for (int i = 0; i < written.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            String value = values.apply(written[i]);
            if (value != null) {
                out.writeBytes((needsQuotes(value) ? '"' + value.replace("\"", "\"\"") + '"' : value)
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        out.write('\r');
        out.write('\n');
    }

    private static boolean needsQuotes(String value) {
        return value.isEmpty()
                || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                || Character.isWhitespace(value.charAt(0))
                || Character.isWhitespace(value.charAt(value.length() - 1));
    }
}
