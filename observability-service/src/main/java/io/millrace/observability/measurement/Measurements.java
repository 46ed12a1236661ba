package io.millrace.observability.measurement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.api.measurement.Measurement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stored measurements. */
@Component
class Measurements {
    private final JdbcClient jdbc;

    Measurements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What one hop did for one stream or view in one span of time.
     *
     * @param at begin of the span
     * @param in events or changes that came in; {@code in = out + refused} at the door
     * @param copies copies of the service that measured
     * @param lagMsMax the greatest lag that was seen
     * @param latencyMsP50 average of the seconds' medians
     * @param latencyMsP99Max greatest of the seconds' 99th percentiles
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Point(
            Measurement.Hop hop,
            String name,
            Instant at,
            long in,
            long out,
            long refused,
            long bytes,
            long late,
            int copies,
            @Nullable Long lagMsMax,
            @Nullable Double latencyMsP50,
            @Nullable Double latencyMsP99Max) {}

    /** Sums of one hop and name over a span of time. */
    record Total(
            Measurement.Hop hop,
            String name,
            long in,
            long out,
            long refused,
            long bytes,
            @Nullable Long lagMs) {}

    /**
     * Points in order of time; spans are multiples of the stored width.
     *
     * @param name empty for all
     * @param hop empty for all
     * @param width stored width, 10 or 60 seconds
     * @param step seconds per point, a multiple of the width
     */
    List<Point> points(String name, String hop, Instant from, Instant to, int width, int step, int limit) {
        return jdbc.sql("""
                select hop, name, to_timestamp(floor(extract(epoch from at) / :step) * :step) as begin,
                       sum(events_in) as events_in, sum(events_out) as events_out, sum(refused) as refused,
                       sum(bytes) as bytes, sum(late) as late, max(copies) as copies, max(lag_ms_max) as lag,
                       avg(p50_ms) as p50, max(p99_ms_max) as p99
                from bucket
                where width = :width and at >= :from and at < :to
                  and (:name = '' or name = :name) and (:hop = '' or hop = :hop)
                group by hop, name, begin
                order by begin, hop, name
                limit :limit""")
                .param("step", step)
                .param("width", width)
                .param("from", StoreMeasurements.utc(from))
                .param("to", StoreMeasurements.utc(to))
                .param("name", name)
                .param("hop", hop)
                .param("limit", limit)
                .query((row, number) -> new Point(
                        Measurement.Hop.valueOf(row.getString("hop")),
                        row.getString("name"),
                        row.getObject("begin", OffsetDateTime.class).toInstant(),
                        row.getLong("events_in"),
                        row.getLong("events_out"),
                        row.getLong("refused"),
                        row.getLong("bytes"),
                        row.getLong("late"),
                        row.getInt("copies"),
                        row.getObject("lag", Long.class),
                        row.getObject("p50", Double.class),
                        row.getObject("p99", Double.class)))
                .list();
    }

    /** Per hop and name, the sums of a span of time and the greatest last lag of any copy. */
    List<Total> totals(Instant from, Instant to) {
        return jdbc.sql("""
                select hop, name, sum(events_in) as events_in, sum(events_out) as events_out, sum(refused) as refused,
                       sum(bytes) as bytes, max(last_lag) as lag
                from (select m.*, first_value(lag_ms) over (partition by hop, name, copy order by at desc) as last_lag
                      from measurement m where at >= :from and at < :to) seconds
                group by hop, name
                order by hop, name""")
                .param("from", StoreMeasurements.utc(from))
                .param("to", StoreMeasurements.utc(to))
                .query((row, number) -> new Total(
                        Measurement.Hop.valueOf(row.getString("hop")),
                        row.getString("name"),
                        row.getLong("events_in"),
                        row.getLong("events_out"),
                        row.getLong("refused"),
                        row.getLong("bytes"),
                        row.getObject("lag", Long.class)))
                .list();
    }
}
