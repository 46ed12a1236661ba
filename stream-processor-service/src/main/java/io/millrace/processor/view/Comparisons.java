package io.millrace.processor.view;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Comparisons of next versions, each made by the copy that claims it: as long as it says that it is at work. */
interface Comparisons extends Repository<Comparison, UUID> {
    @Query("select c from Comparison c where c.viewId = :viewId")
    Optional<Comparison> find(UUID viewId);

    /**
     * Claims a comparison for 30 seconds, or claims it again.
     *
     * @param claimant whoever compares
     * @return 0 where another one compares, or the comparison is done
     */
    @Modifying
    @Transactional
    @Query(value = """
            insert into view_comparisons as c (view_id, claimed_by, claimed_until)
            values (:viewId, :claimant, now() + interval '30 seconds')
            on conflict (view_id) do update
            set claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until
            where c.diff is null and c.refusal is null and (c.claimed_until < now() or c.claimed_by = excluded.claimed_by)
            """, nativeQuery = true)
    int claim(UUID viewId, UUID claimant);

    /** Lets a version be compared anew; what is being found of it is not noted. */
    @Modifying
    @Transactional
    @Query(value = "delete from view_comparisons where view_id = :viewId", nativeQuery = true)
    int forget(UUID viewId);

    @Modifying
    @Transactional
    @Query(value = """
            update view_comparisons set diff = :diff, differences = :differences, keys_compared = :keys
            where view_id = :viewId and claimed_by = :claimant
            """, nativeQuery = true)
    int found(UUID viewId, UUID claimant, String diff, long differences, long keys);

    @Modifying
    @Transactional
    @Query(
            value = "update view_comparisons set refusal = :refusal where view_id = :viewId and claimed_by = :claimant",
            nativeQuery = true)
    int refused(UUID viewId, UUID claimant, String refusal);
}
