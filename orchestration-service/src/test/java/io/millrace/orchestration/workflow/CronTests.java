package io.millrace.orchestration.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTests {

    /** after | cron | zone | the next three, in UTC. */
    @ParameterizedTest(name = "{1} in {2} after {0}")
    @CsvSource(delimiter = '|', textBlock = """
        # ordinary days
        2026-01-01T00:00:00Z | 30 2 * * *     | UTC              | 2026-01-01T02:30:00Z 2026-01-02T02:30:00Z 2026-01-03T02:30:00Z
        2026-01-01T02:30:00Z | 30 2 * * *     | UTC              | 2026-01-02T02:30:00Z 2026-01-03T02:30:00Z 2026-01-04T02:30:00Z
        2026-01-01T00:00:00Z | 0 9-17/4 * * * | America/New_York | 2026-01-01T14:00:00Z 2026-01-01T18:00:00Z 2026-01-01T22:00:00Z
        2026-01-01T00:00:00Z | 0 0 13 * FRI   | UTC              | 2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z
        2026-01-01T00:00:00Z | 0 0 29 2 *     | UTC              | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z
        2096-03-01T00:00:00Z | 0 0 29 2 *     | UTC              | 2104-02-29T00:00:00Z 2108-02-29T00:00:00Z 2112-02-29T00:00:00Z
        2026-01-01T00:00:00Z | 0 0 1 jan,JUL *| UTC              | 2026-07-01T00:00:00Z 2027-01-01T00:00:00Z 2027-07-01T00:00:00Z
        2026-01-01T00:00:00Z | 0 12 * * 7     | UTC              | 2026-01-04T12:00:00Z 2026-01-11T12:00:00Z 2026-01-18T12:00:00Z
        2026-01-01T00:00:00Z | @weekly        | UTC              | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z
        # Berlin, 2026-03-29: 02:00 becomes 03:00; a time in the gap runs at its end
        2026-03-28T12:00:00Z | 30 2 * * *     | Europe/Berlin    | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z
        # two times in the gap are one
        2026-03-28T12:00:00Z | 15,45 2 * * *  | Europe/Berlin    | 2026-03-29T01:00:00Z 2026-03-30T00:15:00Z 2026-03-30T00:45:00Z
        # a time in the gap and the gap's end are one
        2026-03-28T22:00:00Z | 0 2,3 * * *    | Europe/Berlin    | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z 2026-03-30T01:00:00Z
        # Berlin, 2026-10-25: 03:00 becomes 02:00; what exists twice runs once, at the second
        2026-10-24T12:00:00Z | 30 2 * * *     | Europe/Berlin    | 2026-10-25T01:30:00Z 2026-10-26T01:30:00Z 2026-10-27T01:30:00Z
        # asked between the first and the second passage
        2026-10-25T00:40:00Z | 30 2 * * *     | Europe/Berlin    | 2026-10-25T01:30:00Z 2026-10-26T01:30:00Z 2026-10-27T01:30:00Z
        # an unrestricted hour is a distance: both passages, and none in the gap
        2026-10-24T23:45:00Z | 30 * * * *     | Europe/Berlin    | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T02:30:00Z
        2026-03-29T00:15:00Z | 30 * * * *     | Europe/Berlin    | 2026-03-29T00:30:00Z 2026-03-29T01:30:00Z 2026-03-29T02:30:00Z
        2026-10-25T00:30:00Z | */20 * * * *   | Europe/Berlin    | 2026-10-25T00:40:00Z 2026-10-25T01:00:00Z 2026-10-25T01:20:00Z
        # New York, 2026-03-08 and 2026-11-01
        2026-03-07T12:00:00Z | 30 2 * * *     | America/New_York | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z 2026-03-10T06:30:00Z
        2026-10-31T12:00:00Z | 30 1 * * *     | America/New_York | 2026-11-01T06:30:00Z 2026-11-02T06:30:00Z 2026-11-03T06:30:00Z
        # Cairo's day of 2026-04-24 begins at 01:00: midnight runs then, and no day is lost
        2026-04-22T22:30:00Z | 0 0 * * *      | Africa/Cairo     | 2026-04-23T22:00:00Z 2026-04-24T21:00:00Z 2026-04-25T21:00:00Z
        2026-04-23T12:00:00Z | 30 0 * * FRI   | Africa/Cairo     | 2026-04-23T22:00:00Z 2026-04-30T21:30:00Z 2026-05-07T21:30:00Z
        # Cairo's 2026-10-29 has 23:00 to 24:00 twice
        2026-10-28T22:00:00Z | 30 23 * * *    | Africa/Cairo     | 2026-10-29T21:30:00Z 2026-10-30T21:30:00Z 2026-10-31T21:30:00Z
        2026-10-29T12:00:00Z | 0 0 * * *      | Africa/Cairo     | 2026-10-29T22:00:00Z 2026-10-30T22:00:00Z 2026-10-31T22:00:00Z
        # Lord Howe moves by half an hour: 2026-10-04 02:00 becomes 02:30
        2026-10-03T12:00:00Z | 15 2 * * *     | Australia/Lord_Howe | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z 2026-10-05T15:15:00Z
        # Samoa left out 2011-12-30: its noon ran when the 31st began
        2011-12-29T23:00:00Z | 0 12 * * *     | Pacific/Apia     | 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z 2011-12-31T22:00:00Z
        """)
    void runsAtTheseTimes(Instant after, String expression, String zone, String expected) {
        Cron cron = Cron.parse(expression);
        List<Instant> times = new ArrayList<>();
        Instant at = after;
        for (int i = 0; i < 3; i++) {
            at = cron.next(ZoneId.of(zone), at).orElseThrow();
            times.add(at);
        }
        assertThat(times)
                .containsExactlyElementsOf(List.of(expected.split(" ")).stream()
                        .map(Instant::parse)
                        .toList());
    }

    @Test
    void runsOncePerDayThroughAYearInEveryZone() {
        Cron daily = Cron.parse("30 2 * * *");
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2027-01-01T00:00:00Z");
        for (String zone : ZoneId.getAvailableZoneIds()) {
            int count = 0;
            for (Instant at = daily.next(ZoneId.of(zone), begin).orElseThrow();
                    at.isBefore(end);
                    at = daily.next(ZoneId.of(zone), at).orElseThrow()) {
                count++;
            }
            assertThat(count).as(zone).isBetween(364, 366);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        * * * *         | it has 4 fields
        * * * * * *     | it has 6 fields
        60 * * * *      | the minute 60 is outside 0 to 59
        * 24 * * *      | the hour 24 is outside 0 to 23
        * * 0 * *       | the day of month 0 is outside 1 to 31
        * * * 13 *      | the month 13 is outside 1 to 12
        * * * * 8       | the day of week 8 is outside 0 to 7
        5-1 * * * *     | the minute range '5-1' ends before it begins
        */0 * * * *     | cannot be read
        1/2/3 * * * *   | cannot be read
        x * * * *       | the minute 'x' cannot be read
        * * L * *       | L, W, # and ? are not taken
        ,1 * * * *      | cannot be read
        0 0 30 2 *      | its date never comes
        @sometimes      | is not a short form
        99999999999 * * * * | cannot be read
        """)
    void refusesWhatCannotBeRead(String expression, String message) {
        assertThatThrownBy(() -> Cron.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
