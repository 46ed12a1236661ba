package io.millrace.processor.sql;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * A query of one stream whose form is supported.
 *
 * @param select the parsed query
 * @param stream the stream's name in it
 * @param descriptor the column of DESCRIPTOR, where the stream is windowed by TUMBLE; else null
 */
public record StreamQuery(
        SqlSelect select, SqlIdentifier stream, @Nullable SqlIdentifier descriptor) {
    /** The query as Calcite validates it. */
    public SqlNode node() {
        return select;
    }

    public boolean isWindowed() {
        return descriptor != null;
    }
}
