package io.millrace.orchestration.workflow;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One field of a cron expression: its bounds, its names, and how it is read. */
enum CronField {
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, List.of()),
    MONTH("month", 1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    /** 0 and 7 are Sunday. */
    DAY_OF_WEEK("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private final String title;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String title, int min, int max, List<String> names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /** The values that the field allows. */
    BitSet parse(String text) {
        BitSet values = new BitSet(max + 1);
        for (String part : text.split(",", -1)) {
            add(part, values);
        }
        if (this == DAY_OF_WEEK && values.get(7)) {
            values.set(0);
            values.clear(7);
        }
        return values;
    }

    private void add(String part, BitSet values) {
        String[] halves = part.split("/", -1);
        if (halves.length > 2) {
            throw wrong(part);
        }
        int step = halves.length == 2 ? positive(halves[1], part) : 1;
        String range = halves[0];
        int from;
        int to;
        if (range.equals("*")) {
            from = min;
            to = this == DAY_OF_WEEK ? 6 : max;
        } else {
            int dash = range.indexOf('-');
            from = value(dash < 0 ? range : range.substring(0, dash), part);
            to = dash >= 0 ? value(range.substring(dash + 1), part) : halves.length == 2 ? max : from;
        }
        if (from > to) {
            throw new IllegalArgumentException("the " + title + " range '" + range
                    + "' ends before it begins; write it as two, joined by a comma");
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
    }

    private int value(String text, String part) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return named + min;
        }
        if (!text.matches("\\d{1,4}")) {
            throw wrong(part);
        }
        int value = Integer.parseInt(text);
        if (value < min || value > max) {
            throw new IllegalArgumentException("the " + title + " " + value + " is outside " + min + " to " + max);
        }
        return value;
    }

    private int positive(String text, String part) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) == 0) {
            throw wrong(part);
        }
        return Integer.parseInt(text);
    }

    private IllegalArgumentException wrong(String part) {
        return new IllegalArgumentException("the " + title + " '" + part + "' cannot be read; use *, "
                + (names.isEmpty() ? "" : "names, ") + "numbers from " + min + " to " + max
                + ", ranges a-b, lists a,b and steps */n (L, W, # and ? are not taken)");
    }
}
