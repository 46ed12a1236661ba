package io.millrace.cli.check;

import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Quarantined;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.ingestion.EventError;
import io.millrace.api.view.ViewColumn;
import io.millrace.cli.check.Report.Differences;
import io.millrace.cli.check.Report.TestResult;
import io.millrace.cli.check.ViewTests.ExpectedRow;
import io.millrace.cli.check.ViewTests.GivenEvent;
import io.millrace.cli.check.ViewTests.GivenStream;
import io.millrace.cli.check.ViewTests.ViewTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what came of a test. */
final class JudgeTest {
    /** The processor's code of events that are counted as late, and not as refused. */
    private static final String LATE_EVENT = "LATE_EVENT";

    private final ViewTests file;
    private final ViewTest test;
    private final CheckedView view;
    private final List<String> messages = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    JudgeTest(ViewTests file, ViewTest test, CheckedView view) {
        this.file = file;
        this.test = test;
        this.view = view;
    }

    /** @param events what became of the given events, per stream of the test */
    TestResult of(List<List<CheckedEvent>> events, Ran ran) {
        if (ran.failure() != null) {
            messages.add("It was not run: " + ran.failure() + ".");
            return result(ran, Differences.NONE);
        }
        checkStreams();
        checkKeys(events);
        checkQuarantine(
                refused(events),
                ran.quarantined().stream().filter(row -> !isLate(row)).toList());
        checkLate(ran);
        return result(ran, checkRows(ran));
    }

    private TestResult result(Ran ran, Differences differences) {
        return new TestResult(
                file.file(),
                test.line(),
                file.view(),
                test.name(),
                ran.ms(),
                List.copyOf(messages),
                differences,
                List.copyOf(notes));
    }

    private void checkStreams() {
        for (GivenStream stream : test.given()) {
            if (!view.streams().contains(stream.stream())) {
                messages.add("line " + stream.line() + ": the view does not read " + stream.stream() + ". It reads "
                        + String.join(", ", view.streams()) + ".");
            }
        }
    }

    /** Kafka keeps events of one key in one partition, and views rely on it. */
    private void checkKeys(List<List<CheckedEvent>> events) {
        for (int s = 0; s < test.given().size(); s++) {
            GivenStream stream = test.given().get(s);
            Map<String, Integer> partitionOf = new HashMap<>();
            int next = 0;
            for (int p = 0; p < stream.partitions().size(); p++) {
                for (GivenEvent event : stream.partitions().get(p)) {
                    String key = events.get(s).get(next++).key();
                    Integer other = key == null ? null : partitionOf.putIfAbsent(key, p);
                    if (other != null && other != p) {
                        messages.add(
                                "line " + event.line() + ": an event of the same key is in partition " + other + " of "
                                        + stream.stream() + ", where this one would be, too. Give them one partition.");
                    }
                }
            }
        }
    }

    private static boolean isLate(Quarantined row) {
        return row.code().equals(LATE_EVENT);
    }

    private void checkLate(Ran ran) {
        Long wanted = test.lateRows();
        if (wanted != null && wanted != ran.lateRows()) {
            messages.add("lateRows is " + ran.lateRows() + ", expected " + wanted + ".");
        }
        if (wanted == null || wanted != ran.lateRows()) {
            ran.quarantined().stream()
                    .filter(JudgeTest::isLate)
                    .forEach(row -> notes.add("An event came too late for a window or join: " + row.payload()));
        }
    }

    /** What the door would refuse, one text for each event. */
    private List<String> refused(List<List<CheckedEvent>> events) {
        List<String> refused = new ArrayList<>();
        for (int s = 0; s < test.given().size(); s++) {
            GivenStream stream = test.given().get(s);
            List<GivenEvent> given =
                    stream.partitions().stream().flatMap(List::stream).toList();
            for (int i = 0; i < given.size(); i++) {
                EventError error = events.get(s).get(i).refused();
                if (error != null) {
                    refused.add("line " + given.get(i).line() + ": the contract of " + stream.stream()
                            + " refuses the event, which would be in quarantine: " + text(error));
                }
            }
        }
        return refused;
    }

    private static String text(EventError error) {
        StringBuilder text = new StringBuilder(error.code()).append(", ").append(error.detail());
        error.also().forEach(more -> text.append(" Also ").append(more.detail()));
        return text.toString();
    }

    private void checkQuarantine(List<String> refused, List<Quarantined> rows) {
        List<String> all = new ArrayList<>(refused);
        rows.forEach(row -> all.add("The view cannot take in a row, which would be in its quarantine: " + row.code()
                + ", " + row.reason() + " The row: " + row.payload()));
        Long wanted = test.quarantined();
        if (wanted == null) {
            messages.addAll(all);
        } else if (wanted != all.size()) {
            messages.add("quarantined is " + all.size() + ", expected " + wanted + ".");
            notes.addAll(all);
        }
    }

    private Differences checkRows(Ran ran) {
        List<ExpectedRow> expected = test.expected();
        if (expected == null) {
            return Differences.NONE;
        }
        int before = messages.size();
        expected.forEach(this::checkColumns);
        if (messages.size() > before) {
            return Differences.NONE;
        }
        Differences differences = CompareRows.of(expected, ran.rows(), view);
        if (test.ordered() && differences.isEmpty()) {
            CompareRows.firstOutOfOrder(expected, ran.rows(), view)
                    .ifPresent(row -> messages.add("line " + expected.get(row).line()
                            + ": the rows are those expected, but by the view's key row " + (row + 1) + " is "
                            + ran.rows().get(row) + "."));
        }
        return differences;
    }

    private void checkColumns(ExpectedRow row) {
        List<String> known = view.columns().stream().map(ViewColumn::name).toList();
        row.values().forEach((column, value) -> {
            if (!known.contains(column)) {
                String hint = NearestName.hint(column, known);
                messages.add("line " + value.line() + ": the view has no column '" + column + "'. "
                        + (hint == null ? "Its columns are " + String.join(", ", known) + "." : hint));
            }
        });
        List<String> left = known.stream()
                .filter(column -> !row.values().containsKey(column))
                .toList();
        if (test.exact() && !left.isEmpty()) {
            messages.add("line " + row.line() + ": the test is exact, but the row does not name "
                    + String.join(", ", left) + ".");
        }
    }
}
