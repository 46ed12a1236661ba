package io.millrace.processor.sql;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The functions of the dialect by name, and mends for well-known others. */
final class Functions {
    static final Set<String> AGGREGATES = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG");

    private static final Set<String> TEXT = Set.of(
            "UPPER", "LOWER", "TRIM", "SUBSTRING", "CHAR_LENGTH", "CHARACTER_LENGTH", "POSITION", "REPLACE", "CONCAT");
    private static final Set<String> NUMBERS = Set.of(
            "ABS",
            "SIGN",
            "MOD",
            "CEIL",
            "CEILING",
            "FLOOR",
            "ROUND",
            "TRUNCATE",
            "POWER",
            "SQRT",
            "EXP",
            "LN",
            "LOG10",
            "GREATEST",
            "LEAST");
    private static final Set<String> TIME = Set.of(
            "EXTRACT",
            "YEAR",
            "QUARTER",
            "MONTH",
            "WEEK",
            "DAYOFYEAR",
            "DAYOFMONTH",
            "DAYOFWEEK",
            "HOUR",
            "MINUTE",
            "SECOND",
            "TIMESTAMPADD",
            "TIMESTAMPDIFF");
    private static final Set<String> CHOICES = Set.of("COALESCE", "NULLIF", "CAST");

    private static final String PURITY =
            "A view is a function of the log alone, so that a replay gives the same rows; compare with the event time instead.";

    private static final Map<String, String> MENDS = Map.ofEntries(
            Map.entry("CURRENT_TIMESTAMP", PURITY),
            Map.entry("CURRENT_DATE", PURITY),
            Map.entry("CURRENT_TIME", PURITY),
            Map.entry("LOCALTIME", PURITY),
            Map.entry("LOCALTIMESTAMP", PURITY),
            Map.entry("NOW", PURITY),
            Map.entry("CURRENT_ROW_TIMESTAMP", PURITY),
            Map.entry("PROCTIME", PURITY),
            Map.entry("SYSDATE", PURITY),
            Map.entry("GETDATE", PURITY),
            Map.entry("UNIX_TIMESTAMP", PURITY),
            Map.entry("RAND", PURITY),
            Map.entry("RANDOM", PURITY),
            Map.entry("RAND_INTEGER", PURITY),
            Map.entry("UUID", PURITY),
            Map.entry("USER", PURITY),
            Map.entry("CURRENT_USER", PURITY),
            Map.entry("SESSION_USER", PURITY),
            Map.entry("SYSTEM_USER", PURITY),
            Map.entry("CURRENT_PATH", PURITY),
            Map.entry("CURRENT_ROLE", PURITY),
            Map.entry("CURRENT_CATALOG", PURITY),
            Map.entry("CURRENT_SCHEMA", PURITY),
            Map.entry("LENGTH", "Write CHAR_LENGTH(x)."),
            Map.entry("LEN", "Write CHAR_LENGTH(x)."),
            Map.entry("SUBSTR", "Write SUBSTRING(x FROM 1 FOR 3)."),
            Map.entry("LEFT", "Write SUBSTRING(x FROM 1 FOR n)."),
            Map.entry("STRPOS", "Write POSITION('a' IN x)."),
            Map.entry("POW", "Write POWER(x, y)."),
            Map.entry("LOG", "Write LN(x) or LOG10(x)."),
            Map.entry("IF", "Write CASE WHEN … THEN … ELSE … END."),
            Map.entry("IIF", "Write CASE WHEN … THEN … ELSE … END."),
            Map.entry("DECODE", "Write CASE x WHEN … THEN … END."),
            Map.entry("IFNULL", "Write COALESCE(x, y)."),
            Map.entry("NVL", "Write COALESCE(x, y)."),
            Map.entry("TO_CHAR", "Write CAST(x AS VARCHAR)."),
            Map.entry("TO_TIMESTAMP", "Write CAST(x AS TIMESTAMP)."),
            Map.entry("TO_DATE", "Write CAST(x AS DATE)."),
            Map.entry("DATE_TRUNC", "Write FLOOR(x TO HOUR)."),
            Map.entry("DATE_PART", "Write EXTRACT(HOUR FROM x)."),
            Map.entry("DATEDIFF", "Write TIMESTAMPDIFF(DAY, x, y)."),
            Map.entry("DATE_ADD", "Write x + INTERVAL '1' DAY."),
            Map.entry("DATE_SUB", "Write x - INTERVAL '1' DAY."),
            Map.entry("COUNT_IF", "Write SUM(CASE WHEN … THEN 1 ELSE 0 END)."),
            Map.entry("STDDEV", "Keep SUM(x), SUM(x * x) and COUNT(x), and finish when reading."),
            Map.entry("VARIANCE", "Keep SUM(x), SUM(x * x) and COUNT(x), and finish when reading."),
            Map.entry("TUMBLE_START", "Write FROM TABLE(TUMBLE(…)) and select window_start."),
            Map.entry("TUMBLE_END", "Write FROM TABLE(TUMBLE(…)) and select window_end."));

    private static final Set<String> NILADIC = Set.of(
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "USER",
            "CURRENT_USER",
            "SESSION_USER",
            "SYSTEM_USER",
            "CURRENT_PATH",
            "CURRENT_ROLE",
            "CURRENT_CATALOG",
            "CURRENT_SCHEMA",
            "PI",
            "SYSDATE");

    private Functions() {}

    static boolean isSupported(String name) {
        String upper = upper(name);
        return TEXT.contains(upper)
                || NUMBERS.contains(upper)
                || TIME.contains(upper)
                || CHOICES.contains(upper)
                || AGGREGATES.contains(upper);
    }

    static boolean isAggregate(String name) {
        return AGGREGATES.contains(upper(name));
    }

    /** Whether Calcite reads the bare word as a call, where no column is meant. */
    static boolean isNiladic(String name) {
        return NILADIC.contains(upper(name));
    }

    /** What to write instead. */
    static String mend(String name) {
        String mend = mendOrNull(upper(name));
        return mend != null ? mend : NearestName.hint(name, all(), "Functions are " + String.join(", ", all()) + ".");
    }

    private static @Nullable String mendOrNull(String name) {
        return MENDS.get(name);
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(TEXT);
        all.addAll(NUMBERS);
        all.addAll(TIME);
        all.addAll(CHOICES);
        all.addAll(AGGREGATES);
        return all;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
