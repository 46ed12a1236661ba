package io.millrace.orchestration.run;

import io.millrace.orchestration.OrchestrationSettings;
import io.millrace.orchestration.workflow.Documents;
import java.time.Clock;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes runs that ended longer ago than the history reaches, with their logs and the documents that only they used. */
@Component
class RemoveOldRuns {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveOldRuns.class);
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final Documents documents;
    private final OrchestrationSettings settings;
    private final Clock clock;

    RemoveOldRuns(JdbcClient jdbc, Documents documents, OrchestrationSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.documents = documents;
        this.settings = settings;
        this.clock = clock;
    }

    void remove() {
        int removed = 0;
        int batch;
        do {
            batch = removeBatch();
            removed += batch;
        } while (batch == BATCH);
        int texts = documents.removeUnused();
        if (removed + texts > 0) {
            LOG.info("Removed {} runs older than {} and {} unused documents", removed, settings.history(), texts);
        }
    }

    private int removeBatch() {
        return jdbc.sql("""
                delete from run where id in (
                    select id from run where ended_at < ? order by ended_at limit ? for update skip locked)""")
                .params(clock.instant().minus(settings.history()).atOffset(ZoneOffset.UTC), BATCH)
                .update();
    }
}
