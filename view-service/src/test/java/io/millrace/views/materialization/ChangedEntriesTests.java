package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.RowEntries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangedEntriesTests {
    private static final PublishedView VIEW = view(List.of(new ViewIndex(List.of("a")), new ViewIndex(List.of("b"))));
    private static final RowEntries ENTRIES = RowEntries.of(VIEW);
    private static final KeyCodec KEYS = KeyCodec.of(VIEW);

    private final List<Integer> asked = new ArrayList<>();

    private static PublishedView view(List<ViewIndex> indexes) {
        return ViewDefinitions.indexed(
                "v",
                List.of("id"),
                List.of(),
                indexes,
                new ViewColumn("id", "BIGINT"),
                new ViewColumn("a", "BIGINT"),
                new ViewColumn("b", "BIGINT"));
    }

    private static byte[] key(int id) {
        return KEYS.fromJson(("[" + id + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] row(int id, int a, int b) {
        return "{\"id\":%d,\"a\":%d,\"b\":%d}".formatted(id, a, b).getBytes(StandardCharsets.UTF_8);
    }

    private static Batch batch(Map<Integer, byte[]> rows) {
        Batch batch = new Batch();
        rows.forEach((id, row) -> batch.add(0, 0, new Change.RowChange(id, 1, key(id), row.length == 0 ? null : row)));
        return batch;
    }

    /** Two rows at a time are answered. */
    private ChangedEntries changed(Batch batch, byte[]... stored) {
        int[] next = new int[1];
        return ChangedEntries.of(ENTRIES, batch, keys -> {
            asked.add(keys.size());
            List<byte[]> rows = new ArrayList<>();
            while (rows.size() < Math.min(2, keys.size())) {
                rows.add(stored[next[0]++]);
            }
            return rows;
        });
    }

    @Test
    void areThoseOfValuesThatAreOthersThanBefore() {
        ChangedEntries changed = changed(batch(Map.of(1, row(1, 10, 20))), row(1, 10, 19));
        assertThat(changed.added())
                .containsExactly(ENTRIES.of(key(1), row(1, 10, 20)).get(1));
        assertThat(changed.removed())
                .containsExactly(ENTRIES.of(key(1), row(1, 10, 19)).get(1));
    }

    @Test
    void areAllOfARowThatCameOrWent() {
        assertThat(changed(batch(Map.of(1, row(1, 1, 1))), new byte[0]).added()).hasSize(2);
        ChangedEntries gone = changed(batch(Map.of(1, new byte[0])), row(1, 1, 1));
        assertThat(gone.added()).isEmpty();
        assertThat(gone.removed()).containsExactlyElementsOf(ENTRIES.of(key(1), row(1, 1, 1)));
        assertThat(changed(batch(Map.of(1, new byte[0])), new byte[0]).removed())
                .isEmpty();
    }

    @Test
    void asksAgainForTheRowsThatWereNotAnswered() {
        Batch batch = batch(Map.of(1, row(1, 1, 1), 2, row(2, 1, 1), 3, row(3, 1, 1)));
        assertThat(changed(batch, new byte[0], new byte[0], new byte[0]).added())
                .hasSize(6);
        assertThat(asked).containsExactly(3, 1);
    }

    @Test
    void ofAViewWithoutIndexesAskForNothing() {
        RowEntries none = RowEntries.of(view(List.of()));
        ChangedEntries changed = ChangedEntries.of(none, batch(Map.of(1, row(1, 1, 1))), keys -> {
            throw new AssertionError("asked for rows");
        });
        assertThat(changed.added()).isEmpty();
    }
}
