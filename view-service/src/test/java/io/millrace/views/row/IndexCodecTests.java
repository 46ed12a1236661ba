package io.millrace.views.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.views.ViewDefinitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class IndexCodecTests {
    private static final PublishedView VIEW = ViewDefinitions.indexed(
            "v",
            List.of("id"),
            List.of(),
            List.of(new ViewIndex(List.of("country")), new ViewIndex(List.of("country", "total"))),
            new ViewColumn("id", "BIGINT"),
            new ViewColumn("country", "VARCHAR"),
            new ViewColumn("total", "DECIMAL(10,2)"));
    private static final RowColumns COLUMNS = RowColumns.of(VIEW);
    private static final KeyCodec KEYS = KeyCodec.of(VIEW);

    private static byte[] key(long id) {
        return KEYS.fromJson(("[" + id + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] entry(int index, long id, String country, String total) {
        String json = "{\"id\":" + id + ",\"country\":" + country + ",\"total\":" + total + "}";
        Row row = Row.of(COLUMNS, json.getBytes(StandardCharsets.UTF_8));
        return IndexCodec.of(VIEW).get(index).entry(row, key(id));
    }

    @Test
    void ordersByValuesWithNullsLastAndThenByKey() {
        List<byte[]> ordered = List.of(
                entry(0, 5, "null", "9"),
                entry(1, 9, "\"\"", "1"),
                entry(1, 7, "\"DE\"", "-1.5"),
                entry(1, -3, "\"DE\"", "2"),
                entry(1, 2, "\"DE\"", "2.00"),
                entry(1, 10, "\"DE\"", "10"),
                entry(1, 1, "\"DE\"", "null"),
                entry(1, 0, "\"DEN\"", "-99"),
                entry(1, 0, "null", "1"),
                entry(1, 0, "null", "null"));
        List<byte[]> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.sort(Arrays::compareUnsigned);
        assertThat(shuffled).containsExactlyElementsOf(ordered);
    }

    @Test
    void tellsTheKeyAndWhatRowsOfEqualValuesShare() {
        byte[] entry = entry(1, 2, "\"DE\"", "2.00");
        assertThat(IndexCodec.key(entry)).isEqualTo(key(2));
        assertThat(IndexCodec.group(entry)).isEqualTo(IndexCodec.group(entry(1, -3, "\"DE\"", "2")));
        assertThat(KeyRange.startingWith(IndexCodec.group(entry)).contains(entry(1, 2, "\"DE\"", "2.01")))
                .isFalse();
    }

    @Test
    void hasNoEntryForADecimalThatTheColumnCannotHold() {
        List<Object> values = List.of("DE", new java.math.BigDecimal("0.001"));
        assertThat(IndexCodec.of(VIEW).get(1).entry(values, key(1))).isNull();
    }

    @Test
    void refusesColumnsThatTheViewDoesNotHave() {
        PublishedView view = ViewDefinitions.indexed(
                "v", List.of(), List.of(), List.of(new ViewIndex(List.of("b"))), new ViewColumn("a", "BIGINT"));
        assertThatThrownBy(() -> IndexCodec.of(view)).hasMessageContaining("no column b");
    }

    @Test
    void tellsHiddenKeysAndTheEmptyOneOfAViewOfOneRow() {
        PublishedView hidden = byTotal(List.of(PublishedView.HIDDEN_KEY));
        byte[] second = entryOf(hidden, "[\"0-2\"]");
        byte[] tenth = entryOf(hidden, "[\"0-10\"]");
        assertThat(IndexCodec.key(tenth)).isEqualTo(KeyCodec.of(hidden).fromJson(bytes("[\"0-10\"]")));
        assertThat(Arrays.compareUnsigned(second, tenth)).isNegative();
        assertThat(IndexCodec.key(entryOf(byTotal(List.of()), "[]"))).isEmpty();
    }

    private static PublishedView byTotal(List<String> key) {
        return ViewDefinitions.indexed(
                "v", key, List.of(), List.of(new ViewIndex(List.of("total"))), new ViewColumn("total", "BIGINT"));
    }

    private static byte[] entryOf(PublishedView view, String key) {
        return RowEntries.of(view)
                .of(KeyCodec.of(view).fromJson(bytes(key)), bytes("{\"total\":7}"))
                .getFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDefinitionThatWasPublishedBeforeThereWereIndexesHasNone() {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode published = json.valueToTree(VIEW);
        published.remove("indexes");
        PublishedView before = json.treeToValue(published, PublishedView.class);
        assertThat(before.columns()).isEqualTo(VIEW.columns());
        assertThat(IndexCodec.of(before)).isEmpty();
    }
}
