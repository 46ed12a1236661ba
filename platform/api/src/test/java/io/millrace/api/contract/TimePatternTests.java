package io.millrace.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pattern means to the registry, the door and the views alike. */
class TimePatternTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATE | dd.MM.yyyy | 31.01.2001 | 11353",
                "DATE | d MMM yyyy | 31 Jan 2001 | 11353",
                "DATE | EEEE, MMMM d, uuuu | Wednesday, January 31, 2001 | 11353",
                "DATE | yyyy-MM-dd HH:mm | 2001-01-31 23:59 | 11353",
                "DATE | yyyy-MM-dd | 2001-02-31 | 11381",
                "DATE | uuuu-MM-dd | 0000-01-01 | -719528",
                "DATE | uuuu-MM-dd | 9999-12-31 | 2932896",
                "TIME | HHmm | 1345 | 49500000",
                "TIME | hh:mm a | 01:45 PM | 49500000",
                "TIME | HH:mm:ss.SSSSSS | 00:00:00.123999 | 123",
                "TIMESTAMP | yyyy-MM-dd HH:mm | 2001-01-31 12:00 | 980938800000",
                "TIMESTAMP | yyyy-MM-dd HH:mm | 2001-07-01 12:00 | 993981600000",
                "TIMESTAMP | yyyyMMdd | 20010701 | 993938400000",
                "TIMESTAMP | yyyy-MM-dd HH:mm XXX | 2001-07-01 12:00 +00:00 | 993988800000",
                "TIMESTAMP | yyyy-MM-dd HH:mm VV | 2001-07-01 12:00 America/New_York | 994003200000",
                "TIMESTAMP | yyyy-MM-dd HH:mm[ XXX] | 2001-07-01 12:00 | 993981600000",
                "TIMESTAMP | yyyy-MM-dd HH:mm:ss.SSSSSSSSS | 1970-01-01 00:59:59.999999999 | -1",
            })
    void readsWhatIsWrittenInThePattern(ColumnType type, String pattern, String text, long value) {
        assertThat(new TimePattern(type, pattern, BERLIN).read(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy-MM-dd HH:mm:ss.SSSSSSSSS | 1970-01-01 00:59:59.999999999 | -1",
                "yyyy-MM-dd HH:mm:ss.SSSSSS | 1970-01-01 01:00:00.123456 | 123456",
                "yyyy-MM-dd HH:mm | 2001-01-31 12:00 | 980938800000000",
                "yyyy-MM-dd HH:mm | 2001-01-31 | -9223372036854775808",
            })
    void readsMicroseconds(String pattern, String text, long value) {
        assertThat(new TimePattern(ColumnType.TIMESTAMP, pattern, BERLIN).readMicros(text))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATE | dd.MM.yyyy | 2001-01-31",
                "DATE | dd.MM.yyyy | 31.13.2001",
                "DATE | dd.MM.yyyy | '31.01.2001 '",
                "DATE | dd.MM.yyyy | ''",
                "DATE | d MMM yyyy | 31 Jän 2001",
                "DATE | yyyy-MM | 2001-01",
                "DATE | HH:mm | 13:45",
                "DATE | uuuu-MM-dd | +10000-01-01",
                "DATE | uuuu-MM-dd | +999999999-12-31",
                "DATE | uuuu-MM-dd | -0001-12-31",
                "TIME | HHmm | 2545",
                "TIME | yyyy | 2001",
                "TIMESTAMP | yyyy-MM-dd HH:mm | 2001-01-31T12:00",
                "TIMESTAMP | HH:mm | 12:00",
                "TIMESTAMP | uuuu-MM-dd HH:mm | +10000-07-01 12:00",
                "TIMESTAMP | uuuu-MM-dd HH:mm | +999999999-12-31 12:00",
                "TIMESTAMP | uuuu-MM-dd HH:mm | -0001-07-01 12:00",
            })
    void refusesWhatIsNot(ColumnType type, String pattern, String text) {
        assertThat(new TimePattern(type, pattern, BERLIN).read(text)).isEqualTo(TimePattern.UNREADABLE);
    }

    @Test
    void readsWhatItPrints() {
        long seed = Long.getLong("seed", 42);
        Random random = new Random(seed);
        TimePattern date = new TimePattern(ColumnType.DATE, "EEE d MMM uuuu", ZoneOffset.UTC);
        TimePattern time = new TimePattern(ColumnType.TIME, "H.m.s.SSS", ZoneOffset.UTC);
        TimePattern timestamp = new TimePattern(ColumnType.TIMESTAMP, "uuuu/MM/dd'T'HH:mm:ss.SSSX", BERLIN);
        for (int trial = 0; trial < 2000; trial++) {
            long day = random.nextLong(
                    LocalDate.of(0, 1, 1).toEpochDay(),
                    LocalDate.of(10_000, 1, 1).toEpochDay());
            long timeOfDay = random.nextLong(86_400_000);
            // Offsets have seconds before 1900, which the pattern does not write.
            long at = random.nextLong(
                    Instant.parse("1900-01-01T00:00:00Z").toEpochMilli(),
                    Instant.parse("9999-12-31T00:00:00Z").toEpochMilli());
            assertThat(date.read(date.print(day))).as("seed %d", seed).isEqualTo(day);
            assertThat(time.read(time.print(timeOfDay))).as("seed %d", seed).isEqualTo(timeOfDay);
            assertThat(timestamp.read(timestamp.print(at))).as("seed %d", seed).isEqualTo(at);
        }
    }

    @Test
    void isAPatternOfTimesAlone() {
        assertThatThrownBy(() -> new TimePattern(ColumnType.DATE, "not a pattern", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimePattern(ColumnType.STRING, "yyyy", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("STRING has no pattern");
    }
}
