package io.millrace.processor.view;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table view_checks. Times are the database's, so that copies need not agree on theirs. */
interface ViewChecks extends Repository<ViewCheck, UUID> {
    @Query("select c from ViewCheck c where c.viewId = :viewId")
    Optional<ViewCheck> find(UUID viewId);

    @Query("select c from ViewCheck c where c.viewId in :viewIds")
    List<ViewCheck> findAll(List<UUID> viewIds);

    /**
     * Claims the next check for half a minute, again by who has it already.
     *
     * @return 0 where it is not due, or another has it
     */
    @Modifying
    @Transactional
    @Query(value = """
            insert into view_checks as c (view_id, claimed_by, claimed_until)
            values (:viewId, :claimant, now() + interval '30 seconds')
            on conflict (view_id) do update
            set claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until
            where (c.checked_at is null or c.checked_at < now() - :everyMs * interval '1 millisecond')
            and (c.claimed_until < now() or c.claimed_by = excluded.claimed_by)
            """, nativeQuery = true)
    int claim(UUID viewId, UUID claimant, long everyMs);

    @Modifying
    @Transactional
    @Query(value = """
            update view_checks
            set checked_at = now(), verification = :verification, differences = :differences, refusal = null
            where view_id = :viewId and claimed_by = :claimant
            """, nativeQuery = true)
    int found(UUID viewId, UUID claimant, String verification, long differences);

    @Modifying
    @Transactional
    @Query(value = """
            update view_checks
            set checked_at = now(), verification = null, differences = null, refusal = :refusal
            where view_id = :viewId and claimed_by = :claimant
            """, nativeQuery = true)
    int refused(UUID viewId, UUID claimant, String refusal);
}
