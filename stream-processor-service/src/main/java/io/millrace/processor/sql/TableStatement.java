package io.millrace.processor.sql;

import org.jspecify.annotations.Nullable;

/** A statement about tables. */
public sealed interface TableStatement {
    record Create(CreateTable table) implements TableStatement {}

    record Drop(Statement.Name table, boolean ifExists) implements TableStatement {}

    record ShowCreate(Statement.Name table) implements TableStatement {}

    /** @param like a pattern with % and _ of the names; null for all */
    record Show(@Nullable String like) implements TableStatement {}
}
