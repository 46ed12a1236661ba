package io.millrace.processor.step;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ARRAY_AGG over a bag of values beside the group, each in an array of its own. They are put together in their order, nulls first,
 * which is the same whichever came first; Flink has the order of arrival.
 *
 * <pre>
 * ARRAY_AGG(v):   +[2] +[null] +[1] +[2]   →   [null, 1, 2, 2]
 * </pre>
 *
 * @param once whether the bag keeps only which values there are: for DISTINCT where rows are never taken back
 */
record ElementList(AggregateCall call, int index, Bags bags, boolean once) implements Listed {
    static final String ARRAY_TOO_LONG = "ARRAY_TOO_LONG";
    /** About the size of a result in JSON. */
    static final int BYTES_MAX = 1 << 20;

    @Override
    public @Nullable Object result(Group group) {
        Elements elements = new Elements();
        bags.forEach(group.key, index, (value, weight) -> elements.add((Nested) value, call.distinct() ? 1 : weight));
        return elements.list.isEmpty() ? null : Nested.of(elements.list.toArray());
    }

    private static final class Elements {
        private final List<@Nullable Object> list = new ArrayList<>();
        private long bytes;

        void add(Nested one, long times) {
            Object value = one.get(0);
            long size = size(value);
            for (long i = 0; i < times; i++) {
                list.add(value);
                bytes += size;
                if (bytes > BYTES_MAX) {
                    throw new EvaluationException(
                            ARRAY_TOO_LONG,
                            "ARRAY_AGG is longer than " + BYTES_MAX + " bytes; group by more columns, or use COUNT",
                            new IllegalStateException("too long"));
                }
            }
        }

        private static long size(@Nullable Object value) {
            return switch (value) {
                case String text -> CodePoints.utf8Length(text) + 3L;
                case BigDecimal number -> number.precision() + 3L;
                case Bytes bytes -> (bytes.length() + 2L) / 3 * 4 + 3;
                case Nested nested -> {
                    long size = 2;
                    for (int i = 0; i < nested.size(); i++) {
                        size += size(nested.get(i));
                    }
                    yield size;
                }
                case null -> 5;
                default -> 10;
            };
        }
    }
}
