package io.millrace.cli.demo;

import io.millrace.cli.data.SendEvents;
import io.millrace.cli.demo.WatchedView.Look;
import io.millrace.cli.output.Table;
import io.millrace.local.LocalException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows how the demo goes: on a terminal a table that is drawn again in place, else a line now and then. */
final class DemoScreen {
    private static final long LIVE_INTERVAL_NS = 400_000_000L;
    private static final long LINE_INTERVAL_NS = 2_000_000_000L;
    private static final String CLEAR_TO_END_OF_LINE = "\033[K";
    /** A line that is broken in a narrow terminal would be two when the cursor goes back up. */
    private static final String BREAK_NO_LINES = "\033[?7l";

    private static final String BREAK_LINES = "\033[?7h";

    private final WatchedView view;
    private final SendEvents sender;
    private final boolean live;
    private final PrintWriter out;
    private final long startedAt = System.nanoTime();
    private long shownAt;
    private int drawnLines;

    DemoScreen(WatchedView view, SendEvents sender, boolean live, PrintWriter out) {
        this.view = view;
        this.sender = sender;
        this.live = live;
        this.out = out;
        this.shownAt = startedAt;
    }

    /** Called often; shows something when it is time to. */
    void show() throws InterruptedException {
        long now = System.nanoTime();
        if (now - shownAt < (live ? LIVE_INTERVAL_NS : LINE_INTERVAL_NS)) {
            return;
        }
        shownAt = now;
        Optional<Look> look = view.look();
        if (live) {
            draw(
                    look.map(Look::rows).map(Table::linesOfRows).orElse(List.of("(the view is not readable yet)")),
                    counts(look));
        } else {
            out.println(counts(look));
            out.flush();
        }
    }

    /** Shows the rows in which every flight is counted. */
    void finish() throws InterruptedException {
        Look look = view.after(sender.position());
        if (look.rows().isEmpty()) {
            throw new LocalException("The view routes has no rows although the flights are in;"
                    + " see ./millrace get views routes and ./millrace logs stream-processor-service");
        }
        draw(Table.linesOfRows(look.rows()), counts(Optional.of(look)));
        out.printf(
                Locale.ROOT,
                "All %,d flights are in the view; read through the gateway with Millrace-After %.1f s after the first was sent.%n",
                sender.accepted(),
                seconds());
        out.flush();
    }

    private void draw(List<String> table, String counts) {
        List<String> lines = new ArrayList<>();
        lines.add("The busiest routes (view routes)" + (live ? "; Ctrl-C ends the demo, the suite stays up:" : ":"));
        lines.addAll(table);
        lines.add(counts);
        if (live) {
            out.print(BREAK_NO_LINES);
        }
        if (live && drawnLines > 0) {
            out.print("\033[" + drawnLines + "A");
        }
        lines.forEach(line -> out.println(live ? line + CLEAR_TO_END_OF_LINE : line));
        for (int i = lines.size(); live && i < drawnLines; i++) {
            out.println(CLEAR_TO_END_OF_LINE);
        }
        if (live) {
            out.print(BREAK_LINES);
        }
        drawnLines = Math.max(drawnLines, lines.size());
        out.flush();
    }

    private String counts(Optional<Look> look) {
        String lag = look.flatMap(seen -> seen.lag(Instant.now()))
                .map(DemoScreen::shown)
                .orElse("unknown");
        return String.format(
                Locale.ROOT,
                "%,d flights accepted, %,d in quarantine, %,.0f events/s, freshness %s",
                sender.accepted(),
                sender.quarantined(),
                (sender.accepted() + sender.quarantined()) / seconds(),
                lag);
    }

    private static String shown(Duration lag) {
        return String.format(Locale.ROOT, "%.2f s", lag.toMillis() / 1e3);
    }

    private double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }
}
