package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Compiles the options of dates, times and timestamps. Bounds stay text in the column's own form. */
final class CompileTimes {
    private final Element options;
    private final ColumnType type;
    private final Findings findings;
    private final @Nullable DateTimeFormatter format;

    private CompileTimes(Element options, ColumnType type, Findings findings) {
        this.options = options;
        this.type = type;
        this.findings = findings;
        this.format = format();
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
                options.text("format"),
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

    private @Nullable DateTimeFormatter format() {
        String pattern = options.text("format");
        if (pattern == null) {
            return switch (type) {
                case DATE -> DateTimeFormatter.ISO_LOCAL_DATE;
                case TIME -> DateTimeFormatter.ISO_TIME;
                default ->
                    Boolean.FALSE.equals(options.bool("timezone"))
                            ? DateTimeFormatter.ISO_DATE_TIME
                            : DateTimeFormatter.ISO_OFFSET_DATE_TIME;
            };
        }
        try {
            return DateTimeFormatter.ofPattern(pattern, java.util.Locale.ROOT);
        } catch (IllegalArgumentException e) {
            findings.add(
                    options.get("format"),
                    "FORMAT",
                    "'" + pattern + "' is no pattern of java.time.format.DateTimeFormatter: " + e.getMessage() + ".");
            return null;
        }
    }

    private @Nullable String bound(String option) {
        String text = options.text(option);
        DateTimeFormatter parser = format;
        if (text == null || parser == null) {
            return text;
        }
        try {
            parser.parse(text);
        } catch (DateTimeException e) {
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
        DateTimeFormatter parser = format;
        if (text == null || parser == null) {
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
        try {
            TemporalAccessor day = parser.parse(text);
            return parser.format(LocalDate.from(day).plusDays(step));
        } catch (DateTimeException e) {
            // Said above: the text is not in the column's form.
            return text;
        }
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
