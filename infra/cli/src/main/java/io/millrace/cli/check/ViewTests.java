package io.millrace.cli.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tests of one view, as a file says them.
 *
 * @param file where they are
 * @param view the view's name
 * @param viewLine where that is said, 1-based, as all lines here
 */
record ViewTests(String file, String view, int viewLine, List<ViewTest> tests) {
    /**
     * @param given by stream; the others have no events
     * @param expected null where the rows are not compared
     * @param ordered whether the rows must be in the order of the view's key
     * @param exact whether expected rows name all columns
     * @param lateRows null where that is not compared
     * @param quarantined events and rows together; null where none may be
     */
    record ViewTest(
            String name,
            int line,
            List<GivenStream> given,
            @Nullable List<ExpectedRow> expected,
            boolean ordered,
            boolean exact,
            @Nullable Long lateRows,
            @Nullable Long quarantined) {}

    /** @param partitions in each the events in the order of the log; 1 or more */
    record GivenStream(String stream, int line, List<List<GivenEvent>> partitions) {}

    /** @param text as a producer would send it */
    record GivenEvent(String text, int line) {}

    /** @param values by column, in the order of the file */
    record ExpectedRow(int line, Map<String, ExpectedValue> values, JsonNode row) {}

    record ExpectedValue(JsonNode value, int line) {}
}
