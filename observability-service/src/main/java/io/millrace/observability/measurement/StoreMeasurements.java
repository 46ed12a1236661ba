package io.millrace.observability.measurement;

import io.millrace.api.measurement.Measurement;
import io.millrace.kernel.Names;
import io.millrace.observability.ObservabilitySettings;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores measurements and rebuilds the buckets that they belong to. Both steps may be repeated at will: a second is kept
 * under its key, and a bucket is always the sum of the seconds that are there.
 */
@Component
class StoreMeasurements {
    static final List<Integer> WIDTHS_SECONDS = List.of(10, 60);

    private static final int BATCH = 500;
    private static final Duration AHEAD_MAX = Duration.ofMinutes(1);
    /** A bucket is rebuilt only while all of its seconds are still there. */
    private static final Duration MARGIN = Duration.ofMinutes(2);
    /** Serializes rebuilding among copies, so that the last one sees every stored second. */
    private static final long LOCK = 0x6d65_6173_7572_65L;

    private static final String UPSERT = """
            insert into measurement (hop, name, copy, at, duration_ms, events_in, events_out, refused, bytes, late,
                                     lag_ms, p50_ms, p99_ms)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (hop, name, copy, at) do update set
                duration_ms = excluded.duration_ms, events_in = excluded.events_in, events_out = excluded.events_out,
                refused = excluded.refused, bytes = excluded.bytes, late = excluded.late, lag_ms = excluded.lag_ms,
                p50_ms = excluded.p50_ms, p99_ms = excluded.p99_ms""";

    private static final String REBUILD = """
            insert into bucket (width, hop, name, at, events_in, events_out, refused, bytes, late, copies, lag_ms_max,
                                p50_ms, p99_ms_max)
            select t.width, t.hop, t.name, t.at, sum(m.events_in), sum(m.events_out), sum(m.refused), sum(m.bytes),
                   sum(m.late), count(distinct m.copy), max(m.lag_ms), avg(m.p50_ms), max(m.p99_ms)
            from unnest(?::integer[], ?::text[], ?::text[], ?::timestamptz[]) as t (width, hop, name, at)
            join measurement m on m.hop = t.hop and m.name = t.name
                and m.at >= t.at and m.at < t.at + make_interval(secs => t.width)
            group by t.width, t.hop, t.name, t.at
            on conflict (width, hop, name, at) do update set
                events_in = excluded.events_in, events_out = excluded.events_out, refused = excluded.refused,
                bytes = excluded.bytes, late = excluded.late, copies = excluded.copies,
                lag_ms_max = excluded.lag_ms_max, p50_ms = excluded.p50_ms, p99_ms_max = excluded.p99_ms_max""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ObservabilitySettings settings;
    private final Clock clock;

    private record Bucket(int width, String hop, String name, OffsetDateTime at) {}

    StoreMeasurements(
            JdbcTemplate jdbc, PlatformTransactionManager transactions, ObservabilitySettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.settings = settings;
        this.clock = clock;
    }

    /** Gives how many were left out, because they are not of this form or their time is too far away. */
    int store(List<Measurement> measurements) {
        Instant now = clock.instant();
        List<Measurement> kept =
                measurements.stream().filter(one -> isAcceptable(one, now)).toList();
        if (!kept.isEmpty()) {
            jdbc.batchUpdate(UPSERT, kept, BATCH, StoreMeasurements::bind);
            rebuild(kept);
        }
        return measurements.size() - kept.size();
    }

    private boolean isAcceptable(Measurement one, Instant now) {
        // A record from outside may lack any member.
        return Measurement.TYPE.equals(one.type())
                && one.hop() != null
                && one.name() != null
                && one.copy() != null
                && one.at() != null
                && Names.isValid(one.name())
                && one.copy().length() <= 64
                && one.at().isBefore(now.plus(AHEAD_MAX))
                && one.at().isAfter(now.minus(settings.seconds()).plus(MARGIN));
    }

    private static void bind(PreparedStatement statement, Measurement one) throws SQLException {
        statement.setString(1, one.hop().name());
        statement.setString(2, one.name());
        statement.setString(3, one.copy());
        statement.setObject(4, utc(one.at()));
        statement.setLong(5, one.durationMs());
        statement.setLong(6, one.in());
        statement.setLong(7, one.out());
        statement.setLong(8, one.refused());
        statement.setLong(9, one.bytes());
        statement.setLong(10, one.late());
        statement.setObject(11, one.lagMs(), Types.BIGINT);
        statement.setObject(12, one.latencyMsP50(), Types.DOUBLE);
        statement.setObject(13, one.latencyMsP99(), Types.DOUBLE);
    }

    /** The seconds are committed before, so whoever rebuilds last, under the lock, sees them all. */
    private void rebuild(List<Measurement> measurements) {
        Set<Bucket> touched = new LinkedHashSet<>();
        for (Measurement one : measurements) {
            for (int width : WIDTHS_SECONDS) {
                touched.add(new Bucket(width, one.hop().name(), one.name(), utc(begin(one.at(), width))));
            }
        }
        List<Bucket> buckets = List.copyOf(touched);
        transaction.executeWithoutResult(status -> {
            jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, LOCK);
            jdbc.update(REBUILD, statement -> {
                var connection = statement.getConnection();
                Array widths = connection.createArrayOf(
                        "integer", buckets.stream().map(Bucket::width).toArray());
                statement.setArray(1, widths);
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "text", buckets.stream().map(Bucket::hop).toArray()));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "text", buckets.stream().map(Bucket::name).toArray()));
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "timestamptz",
                                buckets.stream()
                                        .map(bucket -> bucket.at().toString())
                                        .toArray()));
            });
        });
    }

    static Instant begin(Instant at, int width) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), width) * width);
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
