package io.millrace.cli.check;

import io.millrace.cli.check.PlacedYaml.MistakeException;
import io.millrace.cli.check.ViewTests.ExpectedRow;
import io.millrace.cli.check.ViewTests.ExpectedValue;
import io.millrace.cli.check.ViewTests.GivenEvent;
import io.millrace.cli.check.ViewTests.GivenStream;
import io.millrace.cli.check.ViewTests.ViewTest;
import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a file of tests; everything that is wrong with it is found at once. */
final class ReadViewTests {
    static final int EVENTS_MAX = 10_000;
    static final int ROWS_MAX = 1_000;
    private static final int TESTS_MAX = 200;
    private static final List<String> FILE_MEMBERS = List.of("view", "tests");
    private static final List<String> TEST_MEMBERS =
            List.of("name", "given", "expect", "ordered", "exact", "lateRows", "quarantined");

    private final List<Violation> violations = new ArrayList<>();

    /** @param tests null where there are violations */
    record Result(@Nullable ViewTests tests, List<Violation> violations) {}

    private ReadViewTests() {}

    static Result of(String file, String text) {
        ReadViewTests read = new ReadViewTests();
        ViewTests tests = null;
        try {
            tests = read.file(file, PlacedYaml.read(text));
        } catch (MistakeException e) {
            read.add(e.line(), e.column(), String.valueOf(e.getMessage()), null);
        }
        return new Result(read.violations.isEmpty() ? tests : null, List.copyOf(read.violations));
    }

    private @Nullable ViewTests file(String file, PlacedYaml root) {
        known(root, FILE_MEMBERS);
        PlacedYaml view = root.member("view");
        PlacedYaml tests = root.member("tests");
        if (view == null || !view.value().isString()) {
            mistake(view == null ? root : view, "Say which view is tested: 'view: NAME'.");
        }
        if (tests == null || !tests.isSequence() || tests.items().isEmpty()) {
            mistake(tests == null ? root : tests, "There are no tests; write 'tests:' and a list of them.");
            return null;
        }
        if (tests.items().size() > TESTS_MAX) {
            mistake(
                    tests,
                    "The file has " + tests.items().size() + " tests; " + TESTS_MAX + " is the limit. Split it.");
        }
        List<ViewTest> read = tests.items().stream().map(this::test).toList();
        return view == null ? null : new ViewTests(file, view.value().asString(""), view.line(), read);
    }

    private ViewTest test(PlacedYaml test) {
        known(test, TEST_MEMBERS);
        PlacedYaml name = test.member("name");
        if (name == null || !name.value().isValueNode()) {
            mistake(name == null ? test : name, "The test has no name; write 'name: what it shows'.");
        }
        PlacedYaml expect = test.member("expect");
        Long lateRows = count(test, "lateRows");
        Long quarantined = count(test, "quarantined");
        if (expect == null && lateRows == null && quarantined == null) {
            mistake(test, "The test expects nothing; write 'expect:' and the rows, or 'expect: []' for none.");
        }
        return new ViewTest(
                name == null ? "" : name.value().asString(""),
                test.line(),
                given(test.member("given")),
                expect == null ? null : rows(expect),
                flag(test, "ordered"),
                flag(test, "exact"),
                lateRows,
                quarantined);
    }

    private List<GivenStream> given(@Nullable PlacedYaml given) {
        if (given == null || given.value().isNull()) {
            return List.of();
        }
        if (!given.isMapping()) {
            mistake(given, "'given' names streams with their events: 'given: {flights: [{…}]}'.");
        }
        List<GivenStream> streams = new ArrayList<>();
        int events = 0;
        for (Map.Entry<String, PlacedYaml> member : given.members().entrySet()) {
            List<List<GivenEvent>> partitions = partitions(member.getKey(), member.getValue());
            streams.add(new GivenStream(member.getKey(), member.getValue().line(), partitions));
            events += partitions.stream().mapToInt(List::size).sum();
        }
        if (events > EVENTS_MAX) {
            mistake(given, "The test has " + events + " events; " + EVENTS_MAX + " is the limit.");
        }
        return streams;
    }

    private List<List<GivenEvent>> partitions(String stream, PlacedYaml given) {
        PlacedYaml partitions = given.isMapping() && given.members().size() == 1 ? given.member("partitions") : null;
        if (given.isSequence()) {
            return List.of(events(given));
        }
        if (partitions != null
                && partitions.isSequence()
                && !partitions.items().isEmpty()
                && partitions.items().stream().allMatch(PlacedYaml::isSequence)) {
            return partitions.items().stream().map(this::events).toList();
        }
        mistake(
                given,
                "The events of " + stream + " are a list, or 'partitions:' with a list of them for each partition.");
        return List.of(List.of());
    }

    private List<GivenEvent> events(PlacedYaml list) {
        List<GivenEvent> events = new ArrayList<>();
        for (PlacedYaml event : list.items()) {
            if (!event.isMapping() && !event.value().isString()) {
                mistake(event, "An event is an object, or a text that is sent as it is.");
            }
            String text =
                    event.isMapping() ? event.value().toString() : event.value().asString("");
            events.add(new GivenEvent(text, event.line()));
        }
        return events;
    }

    private List<ExpectedRow> rows(PlacedYaml expect) {
        if (!expect.isSequence()) {
            mistake(expect, "'expect' is a list of rows; write 'expect: []' where there is none.");
        }
        if (expect.items().size() > ROWS_MAX) {
            mistake(expect, "The test expects " + expect.items().size() + " rows; " + ROWS_MAX + " is the limit.");
        }
        List<ExpectedRow> rows = new ArrayList<>();
        for (PlacedYaml row : expect.items()) {
            if (!row.isMapping()) {
                mistake(row, "A row is an object: '{column: value}'.");
            }
            Map<String, ExpectedValue> values = new LinkedHashMap<>();
            row.members()
                    .forEach((column, value) -> values.put(column, new ExpectedValue(value.value(), value.line())));
            rows.add(new ExpectedRow(row.line(), values, row.value()));
        }
        return rows;
    }

    private boolean flag(PlacedYaml test, String name) {
        PlacedYaml flag = test.member(name);
        if (flag != null && !flag.value().isBoolean()) {
            mistake(flag, "'" + name + "' is true or false.");
        }
        return flag != null && flag.value().asBoolean(false);
    }

    private @Nullable Long count(PlacedYaml test, String name) {
        PlacedYaml count = test.member(name);
        if (count == null) {
            return null;
        }
        if (!count.value().isNumber() || !count.value().asString("").matches("\\d{1,9}")) {
            mistake(count, "'" + name + "' is a number of 0 or more.");
            return null;
        }
        return Long.parseLong(count.value().asString(""));
    }

    private void known(PlacedYaml mapping, List<String> names) {
        if (!mapping.isMapping()) {
            mistake(mapping, "This is no mapping; it has the members " + String.join(", ", names) + ".");
        }
        mapping.members().forEach((name, member) -> {
            if (!names.contains(name)) {
                add(
                        member.line(),
                        member.column(),
                        "'" + name + "' means nothing here; there are " + String.join(", ", names) + ".",
                        NearestName.hint(name, names));
            }
        });
    }

    private void mistake(PlacedYaml at, String detail) {
        add(at.line(), at.column(), detail, null);
    }

    private void add(int line, int column, String detail, @Nullable String hint) {
        violations.add(Violation.at(line, column, "INVALID_TEST", detail, hint));
    }
}
