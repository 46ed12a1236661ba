package io.millrace.orchestration.workflow;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. Fields take {@code *}, numbers, names
 * of months and weekdays, ranges, lists and steps; where both days are restricted, one that fits suffices, as in Vixie
 * cron. {@code @hourly @daily @weekly @monthly @yearly} are short forms.
 *
 * <p>Daylight saving: a local time that does not exist runs at the first instant after the gap; one that exists twice runs
 * once, at the second. Where the hour is unrestricted the expression means a distance rather than a time of day, so both
 * passages of a repeated hour run and a missing one is just missing.
 */
public final class Cron {
    /** A leap day may be eight years away, around 2100. */
    private static final int DAYS_AHEAD_MAX = 9 * 366;

    private static final Map<String, String> SHORT_FORMS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final CronDays days;

    private Cron(String text, BitSet minutes, BitSet hours, CronDays days) {
        this.text = text;
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
    }

    /** @throws IllegalArgumentException with a message that says what is wrong and what is taken instead */
    public static Cron parse(String text) {
        String expression = SHORT_FORMS.getOrDefault(text.strip(), text.strip());
        String[] fields = expression.split("\\s+");
        if (expression.startsWith("@")) {
            throw new IllegalArgumentException("'" + expression
                    + "' is not a short form; use @hourly, @daily, @weekly, @monthly, @yearly or five fields");
        }
        if (fields.length != 5) {
            throw new IllegalArgumentException("it has " + fields.length
                    + " fields; use five: minute hour day-of-month month day-of-week, for example '30 2 * * *'");
        }
        BitSet minutes = CronField.MINUTE.parse(fields[0]);
        BitSet hours = CronField.HOUR.parse(fields[1]);
        Cron cron = new Cron(text.strip(), minutes, hours, CronDays.parse(fields[2], fields[3], fields[4]));
        if (cron.next(ZoneOffset.UTC, Instant.parse("2000-01-01T00:00:00Z")).isEmpty()) {
            throw new IllegalArgumentException("its date never comes; check the day against the month");
        }
        return cron;
    }

    /** The first instant after the one given, seen from that zone; empty where none comes within nine years. */
    public Optional<Instant> next(ZoneId zone, Instant after) {
        ZoneRules rules = zone.getRules();
        // A time of yesterday's date may still come: in a gap of a day, or when the clock goes back over midnight.
        LocalDate first = LocalDate.ofInstant(after, zone).minusDays(1);
        for (int ahead = 0; ahead < DAYS_AHEAD_MAX; ahead++) {
            Instant found = earliest(rules, first.plusDays(ahead), after);
            if (found != null) {
                Instant following = earliest(rules, first.plusDays(ahead + 1L), after);
                return Optional.of(following != null && following.isBefore(found) ? following : found);
            }
        }
        return Optional.empty();
    }

    private @Nullable Instant earliest(ZoneRules rules, LocalDate date, Instant after) {
        if (!days.match(date)) {
            return null;
        }
        boolean ordinary = isOrdinary(rules, date);
        if (ordinary && !endOf(rules, date).isAfter(after)) {
            return null;
        }
        Instant earliest = null;
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                for (Instant instant : instants(rules, date.atTime(hour, minute))) {
                    if (instant.isAfter(after) && (earliest == null || instant.isBefore(earliest))) {
                        earliest = instant;
                    }
                }
                if (ordinary && earliest != null) {
                    return earliest;
                }
            }
        }
        return earliest;
    }

    /** Whether the clock does not change on the date or beside it, so that its times come in their order. */
    private static boolean isOrdinary(ZoneRules rules, LocalDate date) {
        Instant noon = date.atTime(12, 0).toInstant(ZoneOffset.UTC);
        ZoneOffsetTransition change = rules.nextTransition(noon.minus(Duration.ofDays(2)));
        return change == null || change.getInstant().isAfter(noon.plus(Duration.ofDays(2)));
    }

    private static Instant endOf(ZoneRules rules, LocalDate ordinary) {
        LocalDateTime end = ordinary.plusDays(1).atStartOfDay();
        return end.toInstant(rules.getOffset(end));
    }

    private List<Instant> instants(ZoneRules rules, LocalDateTime local) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.size() == 1) {
            return List.of(local.toInstant(offsets.getFirst()));
        }
        if (everyHour()) {
            return offsets.stream().map(local::toInstant).toList();
        }
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = rules.getTransition(local);
            return List.of(gap.getInstant());
        }
        return List.of(local.toInstant(offsets.getLast()));
    }

    private boolean everyHour() {
        return hours.cardinality() == 24;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
