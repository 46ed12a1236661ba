package io.millrace.processor.sql;

import org.jspecify.annotations.Nullable;

/**
 * A CREATE MATERIALIZED VIEW or CREATE STREAM statement.
 *
 * @param name the name of the view or stream, of the form of {@link io.millrace.kernel.Names}
 * @param namePlace where it stands
 * @param orReplace whether OR REPLACE was said
 * @param ifNotExists whether IF NOT EXISTS was said: another view of the name stays as it is
 * @param options the WITH clause; that of a stream has no retention and no history here
 * @param stream what the WITH clause of a stream says beside; null for a view
 * @param query the SELECT
 * @param onWindowClose whether it ends with EMIT ON WINDOW CLOSE; else rows are put out on every change
 * @param emitPlace where EMIT stands, or the end of the statement
 * @param sql the statement as it was sent
 * @param fingerprint equal for statements that differ in blanks, comments, OR REPLACE, IF NOT EXISTS and a final
 *     semicolon only
 */
public record CreateView(
        String name,
        SqlPlace namePlace,
        boolean orReplace,
        boolean ifNotExists,
        ViewOptions options,
        @Nullable StreamOptions stream,
        QueryText query,
        boolean onWindowClose,
        SqlPlace emitPlace,
        String sql,
        String fingerprint) {
    /** The same with the query ready for Calcite in another form. */
    public CreateView with(QueryText other) {
        return new CreateView(
                name,
                namePlace,
                orReplace,
                ifNotExists,
                options,
                stream,
                other,
                onWindowClose,
                emitPlace,
                sql,
                fingerprint);
    }

    /** Whether the rows of the query become events of a stream, and not rows of a view. */
    public boolean isStream() {
        return stream != null;
    }
}
