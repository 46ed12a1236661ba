package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnnestTests {
    private final List<String> out = new ArrayList<>();

    private Unnest unnest(int width, Unnest.Kind kind, boolean outer, boolean numbered) {
        return new Unnest(
                1,
                new int[] {0},
                new Unnest.Elements(width, kind, outer, numbered),
                (row, weight) -> out.add(weight + Arrays.toString(row)));
    }

    @Test
    void putsOutARowForEachElement() {
        unnest(1, Unnest.Kind.VALUES, false, false).push(new Object[] {"x", Nested.of(7L, null)}, -1);
        assertThat(out).containsExactly("-1[x, 7, 1]", "-1[x, null, 2]");
    }

    @Test
    void spreadsRowsAndNumbersThem() {
        unnest(2, Unnest.Kind.ROWS, false, true).push(new Object[] {"x", Nested.of(Nested.of(7L, "b"), null)}, 2);
        assertThat(out).containsExactly("2[x, 7, b, 1, 1]", "2[x, null, null, 2, 2]");
    }

    @Test
    void spreadsTheEntriesOfAMap() {
        unnest(2, Unnest.Kind.ENTRIES, true, true).push(new Object[] {"x", Nested.of("a", 7L, "b", null)}, 1);
        unnest(2, Unnest.Kind.ENTRIES, true, false).push(new Object[] {"y", Nested.of()}, 1);
        assertThat(out).containsExactly("1[x, a, 7, 1, 1]", "1[x, b, null, 2, 2]", "1[y, null, null, 0]");
    }

    @Test
    void aRowWithoutElementsComesOnlyWithNulls() {
        unnest(1, Unnest.Kind.VALUES, false, false).push(new Object[] {"x", Nested.of()}, 1);
        unnest(1, Unnest.Kind.VALUES, false, false).push(new Object[] {"x", null}, 1);
        assertThat(out).isEmpty();
        unnest(1, Unnest.Kind.VALUES, true, true).push(new Object[] {"x", Nested.of()}, 1);
        unnest(1, Unnest.Kind.VALUES, true, true).push(new Object[] {"y", null}, 1);
        assertThat(out).containsExactly("1[x, null, null, 0]", "1[y, null, null, 0]");
    }
}
