package io.millrace.views.row;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Timestamps as people write them in queries: RFC 3339; without an offset UTC is meant, without a time midnight. */
final class Timestamps {
    private static final int DATE_LENGTH = 10;

    private Timestamps() {}

    /** @throws java.time.DateTimeException where the text is no timestamp */
    static Instant parse(String text) {
        if (text.endsWith("Z")) {
            return Instant.parse(text.replace(' ', 'T'));
        }
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String joined = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
        boolean offset = joined.indexOf('+', DATE_LENGTH) > 0 || joined.indexOf('-', DATE_LENGTH) > 0;
        return offset
                ? OffsetDateTime.parse(joined).toInstant()
                : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC);
    }
}
