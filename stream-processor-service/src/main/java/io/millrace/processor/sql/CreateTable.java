package io.millrace.processor.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CREATE TABLE statement.
 *
 * @param name the table's name, and where it stands
 * @param ifNotExists whether IF NOT EXISTS was said: another table of the name stays as it is
 * @param key the columns of PRIMARY KEY; empty where it was not said
 * @param stream the stream of which it has the latest events
 * @param deleted the column that says whether a key is deleted; null where there is none
 * @param sql the statement as it was sent
 */
public record CreateTable(
        Statement.Name name,
        boolean ifNotExists,
        List<Statement.Name> key,
        Statement.Name stream,
        Statement.@Nullable Name deleted,
        String sql) {}
