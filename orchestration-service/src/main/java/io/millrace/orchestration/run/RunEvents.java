package io.millrace.orchestration.run;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What happened in runs, append-only. */
@Component
class RunEvents {
    private static final RowMapper<RunEvent> EVENT = (row, number) -> new RunEvent(
            row.getLong("seq"),
            row.getObject("at", OffsetDateTime.class).toInstant(),
            row.getString("kind"),
            row.getString("step"),
            row.getObject("attempt", Integer.class),
            row.getString("state"),
            row.getString("message"));

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;

    RunEvents(JdbcClient jdbc, JdbcTemplate batch) {
        this.jdbc = jdbc;
        this.batch = batch;
    }

    void append(UUID run, List<RunEvent> events) {
        batch.batchUpdate(
                "insert into run_event (run_id, seq, at, kind, step, attempt, state, message) values (?,?,?,?,?,?,?,?)",
                events,
                100,
                (statement, event) -> {
                    statement.setObject(1, run);
                    statement.setLong(2, event.seq());
                    statement.setObject(3, utc(event.at()));
                    statement.setString(4, event.kind());
                    statement.setString(5, event.step());
                    statement.setObject(6, event.attempt());
                    statement.setString(7, event.state());
                    statement.setString(8, event.message());
                });
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Events after that number, in order. */
    List<RunEvent> after(UUID run, long seq, int limit) {
        return jdbc.sql("select * from run_event where run_id = ? and seq > ? order by seq limit ?")
                .params(run, seq, limit)
                .query(EVENT)
                .list();
    }

    /** Log entries after that number, in order. */
    List<RunEvent> logsAfter(UUID run, long seq, int limit) {
        return jdbc.sql("select * from run_event where run_id = ? and seq > ? and kind = 'log' order by seq limit ?")
                .params(run, seq, limit)
                .query(EVENT)
                .list();
    }
}
