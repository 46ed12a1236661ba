package io.millrace.processor.function;

import java.util.regex.Pattern;

/** TO_DATE and TO_TIMESTAMP without a pattern. They take the one form that is sure to mean the same in Flink; CAST takes more. */
public final class TimeTexts {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?: \\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)?");

    private TimeTexts() {}

    public static int toDate(String text) {
        if (!DATE.matcher(text).matches()) {
            throw EvaluationFailure.cast(text, "DATE of the form yyyy-MM-dd");
        }
        return Casts.parseDate(text);
    }

    public static long toTimestamp(String text) {
        if (!TIMESTAMP.matcher(text).matches()) {
            throw EvaluationFailure.cast(text, "TIMESTAMP of the form yyyy-MM-dd HH:mm:ss");
        }
        return Casts.parseTimestamp(text, 3);
    }
}
