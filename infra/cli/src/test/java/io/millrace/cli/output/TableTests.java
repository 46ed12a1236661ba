package io.millrace.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TableTests {
    @Test
    void numbersStandRightAndTextLeft() {
        assertThat(lines("[{\"origin\":\"LAS\",\"flights\":7},{\"origin\":\"A\",\"flights\":120}]"))
                .containsExactly("origin  flights", "LAS           7", "A           120");
    }

    @Test
    void objectsOfDocumentsAreLeftOutAndListsAreJoined() {
        StringWriter out = new StringWriter();
        Table.print(rows("""
                        [{"id":"a","scopes":["x","y"],"more":{"deep":1},"gone":null},
                         {"id":"b","scopes":[],"more":null,"gone":null}]
                        """), new PrintWriter(out));
        assertThat(out.toString().lines()).containsExactly("id  scopes  gone", "a   x y", "b");
    }

    @Test
    void rowsShowObjectsMapsAndListsOfObjectsAsTheyAre() {
        assertThat(lines("""
                [{"id":"a","items":null,"parts":[{"n":1}]},
                 {"id":"b","items":{"pen":2,"ink":1},"parts":[]}]
                """))
                .containsExactly(
                        "id  items              parts",
                        "a                      [{\"n\":1}]",
                        "b   {\"pen\":2,\"ink\":1}");
    }

    @Test
    void nothingIsSaid() {
        assertThat(lines("[]")).containsExactly("(none)");
    }

    private static List<String> lines(String json) {
        return Table.linesOfRows(rows(json));
    }

    private static List<JsonNode> rows(String json) {
        return JsonMapper.shared().readTree(json).valueStream().toList();
    }
}
