package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * A row once for each element of an array in it, without the array, but with the element's values and its number, from 1. Linear:
 * applies to each delta alone.
 *
 * <pre>
 * CROSS JOIN UNNEST(a):     +("x", [7, 8]) +("y", [])   →   +("x", 7, 1) +("x", 8, 2)
 * LEFT JOIN UNNEST(a):      +("y", [])                  →   +("y", null, 0)
 * of ROWs:                  +("x", [(7, "b"), null])    →   +("x", 7, "b", 1) +("x", null, null, 2)
 * </pre>
 */
public final class Unnest implements Step {
    private final int arrayColumn;
    private final int[] kept;
    private final Elements elements;
    private final Step next;

    /**
     * How elements become columns.
     *
     * @param width columns of an element
     * @param rows whether elements are ROWs, whose members are columns each
     * @param outer whether a row without elements comes, too, with nulls
     * @param numbered whether the number stands there once more, null where there is no element
     */
    public record Elements(int width, boolean rows, boolean outer, boolean numbered) {}

    /** @param kept columns of the input in front of the elements' */
    public Unnest(int arrayColumn, int[] kept, Elements elements, Step next) {
        this.arrayColumn = arrayColumn;
        this.kept = kept;
        this.elements = elements;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        int size = row[arrayColumn] instanceof Nested array ? array.size() : 0;
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
            putElement(array.get(element), out);
            if (elements.numbered) {
                out[out.length - 2] = (long) element + 1;
            }
        }
        out[out.length - 1] = (long) element + 1;
        next.push(out, weight);
    }

    private void putElement(@Nullable Object element, @Nullable Object[] out) {
        if (!elements.rows) {
            out[kept.length] = element;
        } else if (element instanceof Nested members) {
            for (int i = 0; i < elements.width; i++) {
                out[kept.length + i] = members.get(i);
            }
        }
    }
}
