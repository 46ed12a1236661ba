package io.millrace.cli.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.kernel.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a check found.
 *
 * @param ms how long it took, milliseconds
 * @param files in the order contracts, functions, views, workflows, files of tests
 * @param tests in the order of their files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(long ms, List<CheckedFile> files, List<TestResult> tests) {
    @JsonProperty
    boolean passed() {
        return files.stream().allMatch(CheckedFile::passed) && tests.stream().allMatch(TestResult::passed);
    }

    /**
     * @param kind contract, function, view, workflow or tests
     * @param skipped why it was not checked; null where it was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CheckedFile(
            String kind,
            String file,
            List<Violation> violations,
            @Nullable String skipped) {
        @JsonProperty
        boolean passed() {
            return violations.isEmpty() && skipped == null;
        }
    }

    /**
     * @param line where the test begins in its file, 1-based
     * @param ms how long the view ran, milliseconds
     * @param messages everything that is wrong except rows
     * @param notes what may explain it
     */
    record TestResult(
            String file,
            int line,
            String view,
            String name,
            long ms,
            List<String> messages,
            Differences differences,
            List<String> notes) {
        @JsonProperty
        boolean passed() {
            return messages.isEmpty() && differences.isEmpty();
        }
    }

    /**
     * How the rows of a view differ from those that a test expects.
     *
     * @param missing expected rows that no row is like
     * @param unexpected rows that are like no expected one
     * @param different rows that were probably meant
     */
    record Differences(List<MissingRow> missing, List<JsonNode> unexpected, List<DifferentRow> different) {
        static final Differences NONE = new Differences(List.of(), List.of(), List.of());

        boolean isEmpty() {
            return missing.isEmpty() && unexpected.isEmpty() && different.isEmpty();
        }
    }

    /** @param line of the expected row, 1-based */
    record MissingRow(int line, JsonNode row) {}

    /** @param line of the expected row, 1-based */
    record DifferentRow(int line, JsonNode row, List<DifferentValue> values) {}

    /** @param actual null where the row has no such value */
    record DifferentValue(String column, JsonNode expected, JsonNode actual) {}
}
