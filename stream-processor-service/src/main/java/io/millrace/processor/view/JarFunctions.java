package io.millrace.processor.view;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All functions of jars. */
interface JarFunctions extends Repository<JarFunction, String> {
    JarFunction save(JarFunction function);

    void delete(JarFunction function);

    @Query("select f from JarFunction f where f.name = :name")
    Optional<JarFunction> named(String name);

    @Query("select f from JarFunction f order by f.name")
    List<JarFunction> present();

    /** Excludes other changes of functions until the transaction ends. */
    @Query(value = "select 1 from (select pg_advisory_xact_lock(7110002)) as locked", nativeQuery = true)
    int lockChanges();
}
