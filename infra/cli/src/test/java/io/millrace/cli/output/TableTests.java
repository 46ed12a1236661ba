package io.millrace.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
    void objectsAreLeftOutAndListsAreJoined() {
        assertThat(lines("[{\"id\":\"a\",\"scopes\":[\"x\",\"y\"],\"more\":{\"deep\":1},\"gone\":null}]"))
                .containsExactly("id  scopes  gone", "a   x y");
    }

    @Test
    void nothingIsSaid() {
        assertThat(lines("[]")).containsExactly("(none)");
    }

    private static List<String> lines(String json) {
        List<JsonNode> rows = new ArrayList<>();
        JsonMapper.shared().readTree(json).forEach(rows::add);
        return Table.lines(rows);
    }
}
