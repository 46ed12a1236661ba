package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * A row once for each element of an array in it, without the array, but with the element's values and its number, from 1; of a map
 * for each key with its value. Linear: applies to each delta alone.
 *
 * <pre>
 * CROSS JOIN UNNEST(a):     +("x", [7, 8]) +("y", [])   →   +("x", 7, 1) +("x", 8, 2)
 * LEFT JOIN UNNEST(a):      +("y", [])                  →   +("y", null, 0)
 * of ROWs:                  +("x", [(7, "b"), null])    →   +("x", 7, "b", 1) +("x", null, null, 2)
 * of a map:                 +("x", {"a": 7, "b": null}) →   +("x", "a", 7, 1) +("x", "b", null, 2)
 * </pre>
 */
public final class Unnest implements Step {
    private final int arrayColumn;
    private final int[] kept;
    private final Elements elements;
    private final Step next;

    /** What is behind each other in the nested value. */
    public enum Kind {
        /** Values, which are a column each. */
        VALUES,
        /** ROWs, whose members are columns. */
        ROWS,
        /** Keys and values in turn. */
        ENTRIES
    }

    /**
     * How elements become columns.
     *
     * @param width columns of an element
     * @param outer whether a row without elements comes, too, with nulls
     * @param numbered whether the number stands there once more, null where there is no element
     */
    public record Elements(int width, Kind kind, boolean outer, boolean numbered) {}

    /** @param kept columns of the input in front of the elements' */
    public Unnest(int arrayColumn, int[] kept, Elements elements, Step next) {
        this.arrayColumn = arrayColumn;
        this.kept = kept;
        this.elements = elements;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        int values = row[arrayColumn] instanceof Nested array ? array.size() : 0;
        int size = elements.kind == Kind.ENTRIES ? values / 2 : values;
        for (int i = 0; i < size; i++) {
            putOut(row, i, weight);
        }
        if (size == 0 && elements.outer) {
            putOut(row, -1, weight);
        }
    }

    private void putOut(@Nullable Object[] row, int element, long weight) {
        int numbers = elements.numbered ? 2 : 1;
        @Nullable Object[] out = new @Nullable Object[kept.length + elements.width + numbers];
        for (int i = 0; i < kept.length; i++) {
            out[i] = row[kept[i]];
        }
        if (element >= 0 && row[arrayColumn] instanceof Nested array) {
            putElement(array, element, out);
            if (elements.numbered) {
                out[out.length - 2] = (long) element + 1;
            }
        }
        out[out.length - 1] = (long) element + 1;
        next.push(out, weight);
    }

    private void putElement(Nested array, int element, @Nullable Object[] out) {
        switch (elements.kind) {
            case VALUES -> out[kept.length] = array.get(element);
            case ROWS -> {
                if (array.get(element) instanceof Nested members) {
                    for (int i = 0; i < elements.width; i++) {
                        out[kept.length + i] = members.get(i);
                    }
                }
            }
            case ENTRIES -> {
                out[kept.length] = array.get(2 * element);
                out[kept.length + 1] = array.get(2 * element + 1);
            }
        }
    }
}
