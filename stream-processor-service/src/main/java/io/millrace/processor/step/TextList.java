package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * LISTAGG over a bag of texts beside the group. They are put together in the order of their code points, which is the same
 * whichever came first; Flink has the order of arrival.
 *
 * <pre>
 * LISTAGG(v, '; '):   +("b") +("a") +("b")   →   "a; b; b"
 * </pre>
 *
 * @param once whether the bag keeps only which texts there are: for DISTINCT where rows are never taken back
 */
record TextList(AggregateCall call, int index, Bags bags, boolean once) implements Listed {
    static final String TEXT_TOO_LONG = "TEXT_TOO_LONG";
    /** Length of a result in UTF-8. */
    static final int BYTES_MAX = 1 << 20;

    @Override
    public @Nullable Object result(Group group) {
        Text text = new Text(call.parameter());
        bags.forEach(group.key, index, (value, weight) -> text.add((String) value, call.distinct() ? 1 : weight));
        return text.isEmpty ? null : text.joined.toString();
    }

    private static final class Text {
        private final String separator;
        private final StringBuilder joined = new StringBuilder();
        private boolean isEmpty = true;
        private long bytes;

        Text(String separator) {
            this.separator = separator;
        }

        void add(String part, long times) {
            for (long i = 0; i < times; i++) {
                if (!isEmpty) {
                    joined.append(separator);
                    bytes += CodePoints.utf8Length(separator);
                }
                isEmpty = false;
                joined.append(part);
                bytes += CodePoints.utf8Length(part);
                if (bytes > BYTES_MAX || joined.length() > BYTES_MAX) {
                    throw new EvaluationException(
                            TEXT_TOO_LONG,
                            "LISTAGG is longer than " + BYTES_MAX + " bytes; group by more columns, or use COUNT",
                            new IllegalStateException("too long"));
                }
            }
        }
    }
}
