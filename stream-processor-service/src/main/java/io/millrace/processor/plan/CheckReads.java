package io.millrace.processor.plan;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses to read a view whose query, put in its place, would have other rows than the view has: because the statements differ
 * in what bounds rows in time, because the view is more than its query, or because its streams have changed since.
 */
final class CheckReads {
    private final CreateView statement;
    private final List<Violation> violations = new ArrayList<>();

    CheckReads(CreateView statement) {
        this.statement = statement;
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.UNSUPPORTED_SQL);
        }
    }

    /**
     * @param place where the view is named
     * @param compiled its statement, compiled now
     */
    void check(SqlPlace place, DefinedView view, CompiledView compiled) {
        CreateView read = compiled.statement();
        if (!compiled.columns().equals(view.columns())) {
            refuse(
                    place,
                    "The view " + view.name() + " was made when its streams had other columns.",
                    "Delete it and create it again, or name its columns in its SQL.");
        } else if (read.options().retentionMs() != statement.options().retentionMs()
                || read.options().graceMs() != statement.options().graceMs()) {
            refuse(
                    place,
                    "The view " + view.name() + " has another retention or grace: " + said(read) + ".",
                    "A view that reads it must have the same: " + said(read) + ".");
        } else if (read.onWindowClose() != statement.onWindowClose() && !isLatest(compiled)) {
            refuse(
                    place,
                    "Of the view " + view.name() + " and of this one, one has EMIT ON WINDOW CLOSE.",
                    "Give it to both or to none.");
        } else if (isMoreThanItsQuery(compiled)) {
            refuse(
                    place,
                    "The view " + view.name()
                            + " lets events without a key go by its retention; another view cannot read that.",
                    "Read its stream, or give its contract a primary key.");
        }
    }

    /**
     * @param place where the table is named
     * @param stream its stream as it is now
     */
    void check(SqlPlace place, DefinedView view, DefinedTable table, StreamSchema stream) {
        if (!CompileTable.columns(stream, table).containsAll(view.columns())) {
            refuse(
                    place,
                    "The table " + view.name() + " was made when its stream had other columns.",
                    "Drop it and create it again.");
        }
    }

    private static String said(CreateView view) {
        long retentionMs = view.options().retentionMs();
        long graceMs = view.options().graceMs();
        return (retentionMs < 0 ? "no retention" : "retention = '" + retentionMs + " milliseconds'")
                + (graceMs == 0 ? "" : ", grace = '" + graceMs + " milliseconds'");
    }

    private static boolean isMoreThanItsQuery(CompiledView view) {
        return view.emit().retentionMs() >= 0 && !isLatest(view);
    }

    /** Whether it keeps the latest event of a key. It has no windows that EMIT could wait for. */
    private static boolean isLatest(CompiledView view) {
        return view.emit().changes() == ViewPlan.Changes.LATEST
                && !view.key().equals(List.of(PublishedView.HIDDEN_KEY));
    }

    private void refuse(SqlPlace place, String detail, String hint) {
        violations.add(SqlRefusal.violation(ProcessorError.UNSUPPORTED_SQL, place, detail, hint));
    }
}
