package io.millrace.ingestion.admission;

/** true or false. */
final class BooleanCheck extends ValueCheck {
    @Override
    void check(Inspection event, int first) {
        if (!event.skipBoolean(first)) {
            event.mismatch("boolean");
        }
    }
}
