package io.millrace.observability.measurement;

import io.millrace.observability.ObservabilitySettings;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps what is stored within its bounds. */
@Component
class RemoveOldMeasurements {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveOldMeasurements.class);
    private static final int BATCH = 10_000;

    private final JdbcTemplate jdbc;
    private final ObservabilitySettings settings;
    private final Clock clock;

    RemoveOldMeasurements(JdbcTemplate jdbc, ObservabilitySettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "60s", initialDelayString = "60s")
    void remove() {
        try {
            delete("measurement", "true", settings.seconds());
            delete("bucket", "width = 10", settings.fine());
            delete("bucket", "width = 60", settings.coarse());
        } catch (DataAccessException e) {
            LOG.warn("Old measurements were not removed: trying again in a minute", e);
        }
    }

    private void delete(String table, String condition, Duration kept) {
        int removed;
        do {
            removed = jdbc.update(
                    "delete from " + table + " where ctid = any (array (select ctid from " + table + " where "
                            + condition + " and at < ? limit " + BATCH + "))",
                    StoreMeasurements.utc(clock.instant().minus(kept)));
        } while (removed == BATCH);
    }
}
