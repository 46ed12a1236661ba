package io.millrace.orchestration.run;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The stored runs. Ids sort by time of creation. */
interface Runs extends Repository<Run, UUID> {
    Run save(Run run);

    void flush();

    @Query("select r from Run r left join fetch r.steps where r.id = :id")
    Optional<Run> read(UUID id);

    /** The run with its row locked until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Run r where r.id = :id")
    Optional<Run> lock(UUID id);

    /**
     * Newest first.
     *
     * @param workflow empty for all
     */
    @Query("""
            select r from Run r
            where (:workflow = '' or r.workflowId = :workflow) and r.state in :states and r.id < :before
            order by r.id desc""")
    List<Run> page(String workflow, Collection<RunState> states, UUID before, Limit limit);

    @Query("select count(r) from Run r where r.workflowId = :workflow and r.state in ('QUEUED', 'RUNNING')")
    long countActive(String workflow);

    @Query("select r.id from Run r where r.workflowId = :workflow and r.idempotencyKey = :key")
    Optional<UUID> startedWith(String workflow, String key);
}
