package io.millrace.orchestration.workflow;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500 ms}, {@code 30 seconds}, {@code 5m}, {@code 2 hours}, {@code 1 day}. */
final class Durations {
    static final String FORM = "a number and ms, seconds, minutes, hours or days, for example '30 seconds'";

    private static final Pattern PATTERN =
            Pattern.compile("(\\d{1,9})\\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)");

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher matcher = PATTERN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return Optional.of(
                switch (unit) {
                    case "ms", "millisecond", "milliseconds" -> Duration.ofMillis(count);
                    case "s", "sec", "second", "seconds" -> Duration.ofSeconds(count);
                    case "m", "min", "minute", "minutes" -> Duration.ofMinutes(count);
                    case "h", "hour", "hours" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** In the largest unit that leaves no rest. */
    static String show(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " days";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " hours";
        }
        return seconds % 60 == 0 ? seconds / 60 + " minutes" : seconds + " seconds";
    }
}
