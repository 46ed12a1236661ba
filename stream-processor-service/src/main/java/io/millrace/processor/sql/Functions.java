package io.millrace.processor.sql;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The functions of the dialect by name, and mends for well-known others. */
public final class Functions {
    static final Set<String> AGGREGATES = words("""
            COUNT SUM MIN MAX AVG STDDEV_POP STDDEV_SAMP STDDEV VAR_POP VAR_SAMP VARIANCE
            BOOL_AND BOOL_OR EVERY BIT_AND BIT_OR BIT_XOR ANY_VALUE APPROX_COUNT_DISTINCT APPROX_PERCENTILE LISTAGG ARRAY_AGG
            """);

    private static final Set<String> SCALARS = words("""
            UPPER LOWER INITCAP CHAR_LENGTH CHARACTER_LENGTH CONCAT CONCAT_WS
            SUBSTRING SUBSTR LEFT RIGHT POSITION LOCATE INSTR STARTSWITH ENDSWITH
            REPLACE OVERLAY TRANSLATE TRIM LTRIM RTRIM BTRIM LPAD RPAD REPEAT REVERSE
            SPLIT_INDEX ASCII CHR IS_ALPHA IS_DIGIT IS_DECIMAL
            REGEXP REGEXP_LIKE REGEXP_EXTRACT REGEXP_REPLACE REGEXP_COUNT REGEXP_INSTR REGEXP_SUBSTR
            ABS SIGN MOD CEIL CEILING FLOOR ROUND TRUNCATE POWER SQRT EXP LN LOG LOG2 LOG10
            SIN COS TAN COT ASIN ACOS ATAN ATAN2 SINH COSH TANH DEGREES RADIANS PI E
            BITAND BITOR BITXOR BITNOT HEX BIN GREATEST LEAST
            MD5 SHA1 SHA224 SHA256 SHA384 SHA512 SHA2
            TO_BASE64 FROM_BASE64 URL_ENCODE URL_DECODE OCTET_LENGTH UNHEX ENCODE DECODE
            EXTRACT YEAR QUARTER MONTH WEEK DAYOFYEAR DAYOFMONTH DAYOFWEEK HOUR MINUTE SECOND
            TIMESTAMPADD TIMESTAMPDIFF DATE_FORMAT TO_DATE TO_TIMESTAMP TO_TIMESTAMP_LTZ UNIX_TIMESTAMP FROM_UNIXTIME
            JSON_VALUE JSON_QUERY JSON_EXISTS JSON_STRING JSON_OBJECT JSON_ARRAY
            CARDINALITY ELEMENT ARRAY_CONTAINS ARRAY_POSITION ARRAY_REMOVE ARRAY_DISTINCT ARRAY_REVERSE
            ARRAY_CONCAT ARRAY_MAX ARRAY_MIN ARRAY_JOIN MAP_KEYS MAP_VALUES
            IF IFNULL COALESCE NULLIF CAST TRY_CAST
            """);

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
            Map.entry("PI", "Write PI()."),
            Map.entry("LENGTH", "Write CHAR_LENGTH(x)."),
            Map.entry("LEN", "Write CHAR_LENGTH(x)."),
            Map.entry("MID", "Write SUBSTR(x, 1, 3)."),
            Map.entry("STRPOS", "Write INSTR(x, 'a')."),
            Map.entry("CHARINDEX", "Write LOCATE('a', x)."),
            Map.entry("STARTS_WITH", "Write STARTSWITH(x, 'a')."),
            Map.entry("ENDS_WITH", "Write ENDSWITH(x, 'a')."),
            Map.entry("SPLIT_PART", "Write SPLIT_INDEX(x, ',', 0), which counts from 0."),
            Map.entry("JSON_EXTRACT", "Write JSON_VALUE(x, 'lax $.a'), or JSON_QUERY for an object or array."),
            Map.entry("GET_JSON_OBJECT", "Write JSON_VALUE(x, 'lax $.a'), or JSON_QUERY for an object or array."),
            Map.entry("JSON_QUOTE", "Write JSON_STRING(x)."),
            Map.entry("REGEXP_MATCHES", "Write REGEXP(x, 'a+')."),
            Map.entry("RLIKE", "Write REGEXP(x, 'a+')."),
            Map.entry("REGEXP_EXTRACT_ALL", "Write REGEXP_EXTRACT(x, 'a+'), which takes the first match."),
            Map.entry("ARRAY_LENGTH", "Write CARDINALITY(x)."),
            Map.entry("ARRAY_SIZE", "Write CARDINALITY(x)."),
            Map.entry("ARRAY_TO_STRING", "Write ARRAY_JOIN(x, ',')."),
            Map.entry("MAP_ENTRIES", "Write CROSS JOIN UNNEST(m) AS e (k, v), MAP_KEYS(m) or MAP_VALUES(m)."),
            Map.entry("MAP_FROM_ARRAYS", "Write MAP['a', x, 'b', y]."),
            Map.entry("MAP_UNION", "Read both: IFNULL(b['a'], a['a'])."),
            Map.entry("STR_TO_MAP", "Read the text by REGEXP_EXTRACT(x, 'a=([^,]*)', 1)."),
            Map.entry("MAP_CONTAINS_KEY", "Write ARRAY_CONTAINS(MAP_KEYS(m), 'a')."),
            Map.entry("UCASE", "Write UPPER(x)."),
            Map.entry("LCASE", "Write LOWER(x)."),
            Map.entry("POW", "Write POWER(x, y)."),
            Map.entry("IIF", "Write IF(condition, x, y)."),
            Map.entry("NVL", "Write IFNULL(x, y)."),
            Map.entry("ISNULL", "Write x IS NULL, or IFNULL(x, y)."),
            Map.entry("SAFE_CAST", "Write TRY_CAST(x AS BIGINT)."),
            Map.entry("CONVERT", "Write CAST(x AS BIGINT)."),
            Map.entry("TO_CHAR", "Write DATE_FORMAT(x, 'yyyy-MM-dd') or CAST(x AS VARCHAR)."),
            Map.entry("STR_TO_DATE", "Write TO_DATE(x, 'yyyy-MM-dd')."),
            Map.entry("CONVERT_TZ", "Timestamps are UTC; convert when reading."),
            Map.entry("DATE_TRUNC", "Write FLOOR(x TO HOUR)."),
            Map.entry("DATE_PART", "Write EXTRACT(HOUR FROM x)."),
            Map.entry("DATEDIFF", "Write TIMESTAMPDIFF(DAY, x, y)."),
            Map.entry("DATE_ADD", "Write x + INTERVAL '1' DAY."),
            Map.entry("DATE_SUB", "Write x - INTERVAL '1' DAY."),
            Map.entry("LAST_DAY", "Write FLOOR(x TO MONTH) + INTERVAL '1' MONTH - INTERVAL '1' DAY."),
            Map.entry("COUNT_IF", "Write SUM(CASE WHEN … THEN 1 ELSE 0 END)."),
            Map.entry("STRING_AGG", "Write LISTAGG(x, ', ')."),
            Map.entry("PERCENTILE", "Write APPROX_PERCENTILE(x, 0.95)."),
            Map.entry("PERCENTILE_CONT", "Write APPROX_PERCENTILE(x, 0.95)."),
            Map.entry("PERCENTILE_DISC", "Write APPROX_PERCENTILE(x, 0.95)."),
            Map.entry("MEDIAN", "Write APPROX_PERCENTILE(x, 0.5)."),
            Map.entry("GROUP_CONCAT", "Write LISTAGG(x, ', ')."),
            Map.entry(
                    "FIRST_VALUE",
                    "Write FIRST_VALUE(x) OVER (PARTITION BY … ORDER BY …), or keep number 1 of ROW_NUMBER() OVER (…)."),
            Map.entry(
                    "LAST_VALUE",
                    "Write LAST_VALUE(x) OVER (PARTITION BY … ORDER BY …), or keep number 1 of ROW_NUMBER() OVER (… DESC)."),
            Map.entry("NTH_VALUE", "Write NTH_VALUE(x, 2) OVER (PARTITION BY … ORDER BY …)."),
            Map.entry("LAG", "Write LAG(x) OVER (PARTITION BY … ORDER BY …)."),
            Map.entry("LEAD", "Write LEAD(x) OVER (PARTITION BY … ORDER BY …)."),
            Map.entry("ROW_NUMBER", "Write ROW_NUMBER() OVER (PARTITION BY … ORDER BY …)."),
            Map.entry("RANK", "Write RANK() OVER (PARTITION BY … ORDER BY …)."),
            Map.entry("DENSE_RANK", "Write DENSE_RANK() OVER (PARTITION BY … ORDER BY …)."),
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
        return SCALARS.contains(upper) || AGGREGATES.contains(upper);
    }

    /** Whether the function reads the clock when it is called without operands. */
    static boolean isClock(String name, int operands) {
        return operands == 0 && name.equals("UNIX_TIMESTAMP");
    }

    public static boolean isAggregate(String name) {
        return AGGREGATES.contains(upper(name));
    }

    /** How many arguments an aggregate takes at most. */
    static int argumentsMax(String aggregate) {
        return aggregate.equals("LISTAGG") || aggregate.equals("APPROX_PERCENTILE") ? 2 : 1;
    }

    /** Whether Calcite reads the bare word as a call, where no column is meant. */
    static boolean isNiladic(String name) {
        return NILADIC.contains(upper(name));
    }

    /** What to write instead. */
    static String mend(String name) {
        return mend(name, Set.of());
    }

    /** @param others names of functions of jars */
    static String mend(String name, Set<String> others) {
        String mend = mendOrNull(upper(name));
        Set<String> known = new TreeSet<>(all());
        known.addAll(others);
        return mend != null
                ? mend
                : NearestName.hint(
                        name,
                        known,
                        "Functions are " + String.join(", ", known) + "; others come from jars by CREATE FUNCTION.");
    }

    /** Whether the name means something without a function of a jar. */
    public static boolean isTaken(String name) {
        return isSupported(name) || MENDS.containsKey(upper(name)) || isNiladic(name);
    }

    private static @Nullable String mendOrNull(String name) {
        return MENDS.get(name);
    }

    /** Names of all functions, in their order. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(SCALARS);
        all.addAll(AGGREGATES);
        return all;
    }

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+"));
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
