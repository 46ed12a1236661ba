package io.millrace.processor.view;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All tables. */
interface KeyedTables extends Repository<KeyedTable, String> {
    KeyedTable save(KeyedTable table);

    void delete(KeyedTable table);

    long count();

    @Query("select t from KeyedTable t where t.name = :name")
    Optional<KeyedTable> named(String name);

    /** By name, behind a name. */
    @Query("select t from KeyedTable t where t.name > :after order by t.name")
    List<KeyedTable> page(String after, Limit limit);
}
