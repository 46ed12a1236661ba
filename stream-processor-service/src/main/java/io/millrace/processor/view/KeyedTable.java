package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A table: a definition alone, which nothing runs. */
@Entity
@Table(name = "keyed_tables")
class KeyedTable {
    @Id
    private String name;

    private String sql;

    @Convert(converter = DefinedViewJson.class)
    private DefinedView definition;

    private Instant createdAt;

    /** For JPA. */
    @NullUnmarked
    protected KeyedTable() {}

    KeyedTable(String sql, DefinedView definition, Instant now) {
        this.name = definition.name();
        this.sql = sql;
        this.definition = definition;
        this.createdAt = now;
    }

    String name() {
        return name;
    }

    /** The statement as it was sent. */
    String sql() {
        return sql;
    }

    DefinedView definition() {
        return definition;
    }

    Instant createdAt() {
        return createdAt;
    }
}
