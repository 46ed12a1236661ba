package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.SimpleDateFormat;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Layouts write and read what both of the JDK's formatters do, in whatever locale. */
class TimeLayoutProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final long FIRST_MS = -12_219_292_800_000L;
    private static final long LAST_MS = 253_402_300_799_999L;
    private static final String[] LETTERS = {
        "yyyy", "yy", "M", "MM", "d", "dd", "H", "HH", "h", "hh", "m", "mm", "s", "ss", "SSS"
    };
    private static final String[] BETWEEN = {"-", "/", ".", ":", " ", ", ", "'T'", "''", "'at '", "_"};

    @Test
    void writeWhatBothFormattersWrite() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 5_000; trial++) {
            String pattern = pattern(random);
            long ms = FIRST_MS + (long) (random.nextDouble() * (LAST_MS - FIRST_MS));
            String of = "seed " + SEED + ", trial " + trial + ": " + pattern + " of " + ms;
            String written = TimeLayout.writing(pattern).format(ms);
            assertThat(written).as(of).isEqualTo(simple(pattern, Locale.GERMANY).format(new Date(ms)));
            assertThat(written)
                    .as(of)
                    .isEqualTo(DateTimeFormatter.ofPattern(pattern, Locale.JAPAN)
                            .format(LocalDateTime.ofEpochSecond(
                                    Math.floorDiv(ms, 1000L),
                                    (int) Math.floorMod(ms, 1000L) * 1_000_000,
                                    ZoneOffset.UTC)));
        }
    }

    @Test
    void readWhatTheLenientFormatterReads() throws Exception {
        Random random = new Random(SEED);
        for (String pattern : List.of(
                "yyyy-MM-dd HH:mm:ss.SSS",
                "dd.MM.yyyy",
                "yyyyMMddHHmmss",
                "d/M/yyyy H:m:s",
                "yyyy-MM",
                "HH:mm",
                "yyyy-MM-dd'T'HH:mm:ss")) {
            TimeLayout layout = TimeLayout.of(pattern);
            for (int trial = 0; trial < 1_000; trial++) {
                long ms = FIRST_MS + (long) (random.nextDouble() * (LAST_MS - FIRST_MS));
                String text = layout.format(ms);
                long read = layout.parseTimestamp(text);
                assertThat(read)
                        .as("seed %d: %s", SEED, text)
                        .isEqualTo(simple(pattern, Locale.ROOT).parse(text).getTime());
                assertThat(layout.format(read)).isEqualTo(text);
            }
        }
    }

    @Test
    void whatOnlyALenientFormatterReadsFails() {
        TimeLayout layout = TimeLayout.of("yyyy-MM-dd");
        for (String text :
                List.of("2001-02-29", "2001-13-01", "2001-1-1", "2001-01-01x", " 2001-01-01", "01-01-01", "")) {
            assertThatThrownBy(() -> layout.parseDate(text)).as(text).isInstanceOf(EvaluationFailure.class);
        }
        assertThat(layout.parseDate("2000-02-29")).isEqualTo(11_016);
    }

    @Test
    void otherLettersAreRefused() {
        for (String pattern : List.of(
                "y", "yyy", "yyyyy", "YYYY", "u", "MMM", "D", "E", "a", "k", "K", "S", "SSSSSS", "z", "X", "Q", "T",
                "ddd", "{", "#", "[", "'T", "'yy'", "é", "")) {
            assertThatThrownBy(() -> TimeLayout.writing(pattern)).as(pattern).isInstanceOf(EvaluationFailure.class);
        }
        assertThatThrownBy(() -> TimeLayout.of("yy-MM")).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> TimeLayout.of("hh:mm")).isInstanceOf(EvaluationFailure.class);
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            pattern.append(LETTERS[random.nextInt(LETTERS.length)]).append(BETWEEN[random.nextInt(BETWEEN.length)]);
        }
        return pattern.toString();
    }

    private static SimpleDateFormat simple(String pattern, Locale locale) {
        SimpleDateFormat format = new SimpleDateFormat(pattern, locale);
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        return format;
    }
}
