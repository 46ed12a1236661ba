package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.view.ViewColumn;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.RowColumns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WriteRowsTests {
    private static final RowColumns COLUMNS = RowColumns.of(ViewDefinitions.of(
            List.of("name"),
            new ViewColumn("name", "VARCHAR"),
            new ViewColumn("price", "DECIMAL(10,2)"),
            new ViewColumn("items", "MAP<VARCHAR, BIGINT>")));

    private static String written(RowFormat format, List<Integer> select, String... rows) {
        List<byte[]> json =
                Stream.of(rows).map(row -> row.getBytes(StandardCharsets.UTF_8)).toList();
        return new String(new WriteRows(COLUMNS, select, false).rows(json, format), StandardCharsets.UTF_8);
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        assertThat(written(
                        RowFormat.CSV,
                        null,
                        "{\"name\":\"a\",\"price\":9.90,\"items\":{\"pen\":2,\"ink\":1}}",
                        "{\"name\":\"say \\\"é\\\", b\\nc\",\"price\":null,\"items\":null}",
                        "{\"name\":\"\",\"items\":{}}",
                        "{\"name\":\" x\",\"price\":-1}"))
                .isEqualTo("name,price,items\r\n"
                        + "a,9.90,\"{\"\"pen\"\":2,\"\"ink\"\":1}\"\r\n"
                        + "\"say \"\"é\"\", b\nc\",,\r\n"
                        + "\"\",,{}\r\n"
                        + "\" x\",-1,\r\n");
    }

    @Test
    void csvHasTheSelectedColumnsInTheirOrderAndAHeaderWithoutRows() {
        assertThat(written(RowFormat.CSV, List.of(1, 0), "{\"name\":\"a\",\"price\":9.90}"))
                .isEqualTo("price,name\r\n9.90,a\r\n");
        assertThat(written(RowFormat.CSV, null)).isEqualTo("name,price,items\r\n");
    }

    @Test
    void ndjsonHasARowOnEachLine() {
        assertThat(written(RowFormat.NDJSON, null, "{\"name\":\"a\"}", "{\"name\":\"b\"}"))
                .isEqualTo("{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
        assertThat(written(RowFormat.NDJSON, List.of(0), "{\"name\":\"a\",\"price\":1}"))
                .isEqualTo("{\"name\":\"a\"}\n");
        assertThat(written(RowFormat.NDJSON, null)).isEmpty();
    }

    @Test
    void jsonIsAnArray() {
        assertThat(written(RowFormat.JSON, null, "{\"name\":\"a\"}", "{\"name\":\"b\"}"))
                .isEqualTo("[{\"name\":\"a\"},{\"name\":\"b\"}]");
        assertThat(written(RowFormat.JSON, null)).isEqualTo("[]");
    }
}
