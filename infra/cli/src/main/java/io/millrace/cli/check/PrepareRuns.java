package io.millrace.cli.check;

import io.millrace.api.check.CheckEvents;
import io.millrace.api.check.CheckEvents.GivenEvents;
import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.contract.StreamSchema;
import io.millrace.cli.check.Report.CheckedFile;
import io.millrace.cli.check.Report.TestResult;
import io.millrace.cli.check.ViewTests.GivenEvent;
import io.millrace.cli.check.ViewTests.GivenStream;
import io.millrace.cli.check.ViewTests.ViewTest;
import io.millrace.cli.project.Kind;
import io.millrace.cli.project.ProjectFile;
import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of tests what the services are asked, and of their answers what came of the tests. Files that name a view or stream
 * that is not there are mistakes, and none of their tests is run.
 */
final class PrepareRuns {
    private final Map<String, ProjectFile> views = new LinkedHashMap<>();
    private final Set<String> tables;
    private final Set<String> streams;
    private final List<CheckedFile> mistakes = new ArrayList<>();
    private final List<Prepared> prepared = new ArrayList<>();

    /** A test on its way. */
    private record Prepared(ViewTests file, ViewTest test, List<List<CheckedEvent>> events) {}

    /** @param statements of the folder, views among them */
    PrepareRuns(List<StreamSchema> streams, List<ProjectFile> statements, List<ViewTests> files) {
        statements.stream()
                .filter(statement -> statement.kind() == Kind.VIEW)
                .forEach(view -> this.views.put(view.name(), view));
        tables = statements.stream()
                .filter(statement -> statement.kind() == Kind.TABLE)
                .map(ProjectFile::name)
                .collect(Collectors.toSet());
        this.streams = streams.stream().map(StreamSchema::stream).collect(Collectors.toSet());
        for (ViewTests file : files) {
            List<Violation> unknown = unknown(file);
            mistakes.add(new CheckedFile("tests", file.file(), unknown, null));
            if (unknown.isEmpty()) {
                file.tests().forEach(test -> prepared.add(new Prepared(file, test, new ArrayList<>())));
            }
        }
    }

    private List<Violation> unknown(ViewTests file) {
        List<Violation> unknown = new ArrayList<>();
        if (!views.containsKey(file.view())) {
            unknown.add(Violation.at(
                    file.viewLine(),
                    1,
                    "UNKNOWN_VIEW",
                    "No file in views/ creates the view '" + file.view() + "'.",
                    NearestName.hint(file.view(), views.keySet())));
        }
        for (ViewTest test : file.tests()) {
            for (GivenStream given : test.given()) {
                if (!streams.contains(given.stream())) {
                    unknown.add(Violation.at(
                            given.line(),
                            1,
                            "UNKNOWN_STREAM",
                            "No active contract of the folder describes a stream '" + given.stream() + "'.",
                            tables.contains(given.stream())
                                    ? "That is a table: give the events of the stream that it is made of."
                                    : NearestName.hint(given.stream(), streams)));
                }
            }
        }
        return unknown;
    }

    List<CheckedFile> mistakes() {
        return mistakes;
    }

    /** All events of all tests, one list for each stream of each test. */
    CheckEvents eventsOf(List<StreamSchema> schemas) {
        List<GivenEvents> given = new ArrayList<>();
        for (Prepared one : prepared) {
            for (GivenStream stream : one.test().given()) {
                given.add(new GivenEvents(
                        stream.stream(),
                        stream.partitions().stream()
                                .flatMap(List::stream)
                                .map(GivenEvent::text)
                                .toList()));
            }
        }
        return new CheckEvents(schemas, given);
    }

    /** @param answer what became of the events, in the order of {@link #eventsOf} */
    void inspected(List<List<CheckedEvent>> answer) {
        int next = 0;
        for (Prepared one : prepared) {
            for (int i = 0; i < one.test().given().size(); i++) {
                one.events().add(answer.get(next++));
            }
        }
    }

    /** One run for each test, over the events that are admitted. */
    List<CheckViews.Run> runs() {
        List<CheckViews.Run> runs = new ArrayList<>();
        for (Prepared one : prepared) {
            Map<String, List<List<String>>> given = new LinkedHashMap<>();
            for (int i = 0; i < one.test().given().size(); i++) {
                GivenStream stream = one.test().given().get(i);
                given.put(stream.stream(), admitted(stream, one.events().get(i)));
            }
            ProjectFile view = views.get(one.file().view());
            runs.add(new CheckViews.Run(view == null ? "" : view.file().toString(), given));
        }
        return runs;
    }

    private static List<List<String>> admitted(GivenStream stream, List<CheckedEvent> events) {
        List<List<String>> partitions = new ArrayList<>();
        int next = 0;
        for (List<GivenEvent> partition : stream.partitions()) {
            List<String> texts = new ArrayList<>();
            for (GivenEvent event : partition) {
                if (events.get(next++).refused() == null) {
                    texts.add(event.text());
                }
            }
            partitions.add(texts);
        }
        return partitions;
    }

    /**
     * @param checked the views by their names
     * @param ran in the order of {@link #runs}
     */
    List<TestResult> results(Map<String, CheckedView> checked, List<Ran> ran) {
        List<TestResult> results = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            Prepared one = prepared.get(i);
            CheckedView view = checked.get(one.file().view());
            if (view == null) {
                throw new IllegalStateException("the view " + one.file().view() + " was not checked");
            }
            results.add(new JudgeTest(one.file(), one.test(), view).of(one.events(), ran.get(i)));
        }
        return results;
    }
}
