package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.TimePattern;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Compiles the options of dates, times and timestamps. Bounds stay text in the column's own form. */
final class CompileTimes {
    private final Element options;
    private final ColumnType type;
    private final Findings findings;
    private final @Nullable String format;
    /** Of the format; null where there is none, or none that can be read. */
    private final @Nullable TimePattern pattern;

    private CompileTimes(Element options, ColumnType type, Findings findings) {
        this.options = options;
        this.type = type;
        this.findings = findings;
        this.format = options.text("format");
        this.pattern = format == null ? null : pattern(format);
    }

    static Constraints compile(Element options, ColumnType type, Findings findings) {
        return new CompileTimes(options, type, findings).compile();
    }

    private Constraints compile() {
        String minimum = bound("minimum");
        String maximum = bound("maximum");
        String above = exclusive("exclusiveMinimum", 1);
        String below = exclusive("exclusiveMaximum", -1);
        checkZone();
        return new Constraints(
                null,
                null,
                null,
                format,
                null,
                null,
                null,
                null,
                null,
                minimum == null ? above : minimum,
                maximum == null ? below : maximum,
                options.bool("timezone"),
                options.text("defaultTimezone"),
                null,
                null,
                null,
                null);
    }

    private @Nullable TimePattern pattern(String written) {
        try {
            // A bound is in the form or not whatever the zone.
            return new TimePattern(type, written, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            findings.add(
                    options.get("format"),
                    "FORMAT",
                    "'" + written + "' is no pattern of java.time.format.DateTimeFormatter: " + e.getMessage() + ".");
            return null;
        }
    }

    private boolean isInForm(String text) {
        if (pattern != null) {
            return pattern.read(text) != TimePattern.UNREADABLE;
        }
        DateTimeFormatter standard = switch (type) {
            case DATE -> DateTimeFormatter.ISO_LOCAL_DATE;
            case TIME -> DateTimeFormatter.ISO_TIME;
            default ->
                Boolean.FALSE.equals(options.bool("timezone"))
                        ? DateTimeFormatter.ISO_DATE_TIME
                        : DateTimeFormatter.ISO_OFFSET_DATE_TIME;
        };
        try {
            standard.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether the format is no pattern, so that bounds cannot be looked at. */
    private boolean hasNoForm() {
        return format != null && pattern == null;
    }

    private @Nullable String bound(String option) {
        String text = options.text(option);
        if (text != null && !hasNoForm() && !isInForm(text)) {
            findings.add(
                    options.get(option),
                    "BOUND",
                    option + " '" + text + "' is not written in the column's own form. Write it as an event would.");
        }
        return text;
    }

    /** The door knows inclusive bounds: the next day in is the same. Other types have no next value. */
    private @Nullable String exclusive(String option, int step) {
        String text = bound(option);
        if (text == null || hasNoForm()) {
            return null;
        }
        String inclusive = option.equals("exclusiveMinimum") ? "minimum" : "maximum";
        if (type != ColumnType.DATE || options.has(inclusive)) {
            findings.add(
                    options.get(option),
                    "OPTION_UNAVAILABLE",
                    option + " is checked for dates only in this release, and not beside " + inclusive + ". Use "
                            + inclusive + ".");
            return null;
        }
        if (!isInForm(text)) {
            // It has been named already.
            return text;
        }
        try {
            return day(text, step);
        } catch (DateTimeException e) {
            findings.add(
                    options.get(option),
                    "OPTION_UNAVAILABLE",
                    "The day next to " + option + " cannot be written in the column's form. Use " + inclusive + ".");
            return null;
        }
    }

    private String day(String text, int step) {
        return pattern == null
                ? LocalDate.parse(text).plusDays(step).toString()
                : pattern.print(pattern.read(text) + step);
    }

    private void checkZone() {
        String zone = options.text("defaultTimezone");
        if (zone == null) {
            return;
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            findings.add(
                    options.get("defaultTimezone"),
                    "TIME_ZONE",
                    "'" + zone + "' is no time zone. Write one like Europe/Berlin or Etc/UTC.",
                    NearestName.of(zone, ZoneId.getAvailableZoneIds())
                            .map(name -> "Did you mean '" + name + "'?")
                            .orElse(null));
        }
    }
}
