package io.millrace.registry.schema;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds how long a stream is kept in the contract's {@code slaProperties}. */
final class CompileRetention {
    /** Kept for ever: what a contract without retention says. */
    static final long FOR_EVER = -1;

    private static final long RETENTION_MS_MIN = 60_000;

    private CompileRetention() {}

    /** Milliseconds; an entry whose {@code element} names the stream (or a column of it) wins over one without. */
    static long compile(Element contract, String stream, Findings findings) {
        Element chosen = null;
        boolean chosenIsOwn = false;
        for (Element property : contract.items("slaProperties")) {
            String element = property.text("element");
            boolean own = element != null && names(element, stream);
            if ("retention".equals(property.text("property")) && (element == null || own)) {
                if (chosen == null || own && !chosenIsOwn) {
                    chosen = property;
                    chosenIsOwn = own;
                }
            }
        }
        return chosen == null ? FOR_EVER : millis(chosen, findings);
    }

    /** {@code element} is a list of {@code stream} or {@code stream.column}, separated by commas. */
    private static boolean names(String element, String stream) {
        for (String part : element.split(",", -1)) {
            String name = part.strip();
            if (name.equals(stream) || name.startsWith(stream + ".")) {
                return true;
            }
        }
        return false;
    }

    private static long millis(Element retention, Findings findings) {
        String amount = retention.textOrNumber("value");
        @Nullable String unit = retention.text("unit");
        OptionalLong millis = amount == null
                ? OptionalLong.empty()
                : unit == null ? Durations.millis(amount) : Durations.millis(amount, unit);
        if (millis.isEmpty()) {
            findings.add(
                    retention.get("value"),
                    "RETENTION",
                    "The retention is no duration. Write a value and a unit: " + Durations.FORMS + ".");
            return FOR_EVER;
        }
        if (millis.getAsLong() < RETENTION_MS_MIN) {
            findings.add(
                    retention.get("value"),
                    "RETENTION",
                    "The retention is under a minute: events would be deleted before they are read. Write a longer one.");
        }
        return millis.getAsLong();
    }
}
