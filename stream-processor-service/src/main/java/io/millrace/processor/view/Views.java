package io.millrace.processor.view;

import io.millrace.processor.sql.Statement;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All versions of all views and derived streams. */
interface Views extends Repository<View, UUID> {
    String SERVED = " and v.deletedAt is null and v.replaces is null and v.replacedAt is null";

    View save(View view);

    void flush();

    /** The version of this name that is served. */
    default Optional<View> named(String name) {
        return find(Statement.Kind.VIEW, name);
    }

    /** The version of this kind and name that is served. */
    @Query("select v from View v where v.kind = :kind and v.name = :name" + SERVED)
    Optional<View> find(Statement.Kind kind, String name);

    /** A version of a view, also one that was deleted. */
    @Query("select v from View v where v.kind = io.millrace.processor.sql.Statement.Kind.VIEW and v.name = :name"
            + " and v.version = :version")
    Optional<View> version(String name, int version);

    /** The version that is being built to take its place. */
    @Query("select v from View v where v.name = :name and v.deletedAt is null and v.replaces is not null")
    Optional<View> next(String name);

    /** The version that was served before and is kept to be served again. */
    @Query("select v from View v where v.name = :name and v.deletedAt is null and v.replacedAt is not null")
    Optional<View> previous(String name);

    /** All versions that are kept to be served again, the one that was replaced first in front. */
    @Query("select v from View v where v.deletedAt is null and v.replacedAt is not null order by v.replacedAt")
    List<View> allPrevious();

    /** All versions that are being built to take places, by name. */
    @Query("select v from View v where v.deletedAt is null and v.replaces is not null order by v.name")
    List<View> allNext();

    /** All versions that take, or took, their places in one step, by name. */
    @Query("select v from View v where v.together = :group and v.deletedAt is null order by v.name")
    List<View> together(UUID group);

    /** Next versions that are to take their places in one step with one, itself among them. */
    default List<View> nextTogether(View next) {
        UUID group = next.together();
        return group == null
                ? List.of(next)
                : together(group).stream().filter(View::isNext).toList();
    }

    /** All views that are served, by name. */
    @Query("select v from View v where v.kind = io.millrace.processor.sql.Statement.Kind.VIEW" + SERVED
            + " order by v.name")
    List<View> allServed();

    /** The version that is served, held against other changes until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select v from View v where v.kind = :kind and v.name = :name" + SERVED)
    Optional<View> lock(Statement.Kind kind, String name);

    /** A version, held against other changes until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select v from View v where v.id = :id")
    Optional<View> lockId(UUID id);

    /** Views that are served, by name, behind a name. */
    default List<View> page(String after, Limit limit) {
        return page(Statement.Kind.VIEW, after, limit);
    }

    /** Those of a kind that are served, by name, behind a name. */
    @Query("select v from View v where v.kind = :kind and v.name > :after" + SERVED + " order by v.name")
    List<View> page(Statement.Kind kind, String after, Limit limit);

    /** Everything that still has something in Kafka, by name and version. */
    @Query("select v from View v where v.removed = false order by v.name, v.version")
    List<View> present();

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select v from View v where v.runtime = :runtime and v.removed = false order by v.name, v.version")
    List<View> lockRuntime(String runtime);

    @Query("select coalesce(max(v.version), 0) from View v where v.name = :name")
    int lastVersion(String name);

    @Query("select count(distinct v.runtime) from View v where v.removed = false")
    int runtimes();

    /** Excludes other creations until the transaction ends. */
    @Query(value = "select 1 from (select pg_advisory_xact_lock(7110001)) as locked", nativeQuery = true)
    int lockCreation();
}
