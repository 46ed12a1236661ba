package io.millrace.cli.check;

import io.millrace.cli.check.Report.CheckedFile;
import io.millrace.cli.check.Report.DifferentRow;
import io.millrace.cli.check.Report.TestResult;
import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A report for people, or for programs. */
final class PrintReport {
    private static final int SHOWN_MAX = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PrintReport() {}

    static String json(Report report) {
        return JSON.writeValueAsString(report);
    }

    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        report.files().forEach(file -> file(file, lines));
        report.tests().forEach(test -> test(test, lines));
        lines.add(summary(report));
        return lines;
    }

    private static void file(CheckedFile file, List<String> lines) {
        lines.add(line(file.skipped() == null ? outcome(file.passed()) : "skip", file.kind(), file.file()));
        for (Violation violation : file.violations()) {
            String hint = violation.hint() == null ? "" : " (" + violation.hint() + ")";
            lines.add("      " + place(violation) + violation.detail() + hint);
        }
        if (file.skipped() != null) {
            lines.add("      not checked: " + file.skipped());
        }
    }

    private static String place(Violation violation) {
        if (violation.line() != null) {
            return "line " + violation.line() + (violation.column() == null ? "" : ":" + violation.column()) + ": ";
        }
        return violation.pointer() == null || violation.pointer().isEmpty() ? "" : violation.pointer() + ": ";
    }

    private static void test(TestResult test, List<String> lines) {
        String what = test.view() + ": " + test.name() + " (" + test.ms() + " ms)";
        lines.add(line(
                outcome(test.passed()), "test", test.passed() ? what : what + ", " + test.file() + ":" + test.line()));
        if (test.passed()) {
            return;
        }
        List<String> details = new ArrayList<>(test.messages());
        test.differences().missing().forEach(row -> details.add("missing     line " + row.line() + ": " + row.row()));
        test.differences().unexpected().forEach(row -> details.add("unexpected  " + row));
        test.differences().different().forEach(row -> details.add(different(row)));
        test.notes().forEach(note -> details.add("note: " + note));
        details.stream().limit(SHOWN_MAX).forEach(detail -> lines.add("      " + detail));
        if (details.size() > SHOWN_MAX) {
            lines.add("      and " + (details.size() - SHOWN_MAX) + " more; --json has all of them");
        }
    }

    private static String different(DifferentRow row) {
        StringJoiner values = new StringJoiner(", ");
        row.values()
                .forEach(value ->
                        values.add(value.column() + " is " + text(value.actual()) + ", expected " + value.expected()));
        return "different   line " + row.line() + ": " + values + "; the row is " + row.row();
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }

    private static String outcome(boolean passed) {
        return passed ? "ok" : "FAILED";
    }

    private static String line(String outcome, String kind, String what) {
        return String.format(Locale.ROOT, "  %-6s  %-8s  %s", outcome, kind, what);
    }

    private static String summary(Report report) {
        long wrong = report.files().stream()
                .filter(file -> !file.violations().isEmpty())
                .count();
        long failed = report.tests().stream().filter(test -> !test.passed()).count();
        String counts = report.files().size() + " files, " + report.tests().size() + " tests: ";
        String outcome =
                report.passed() ? "everything is right." : wrong + " files are wrong, " + failed + " tests failed.";
        return counts + outcome + String.format(Locale.ROOT, " (%.1f s)", report.ms() / 1000.0);
    }
}
