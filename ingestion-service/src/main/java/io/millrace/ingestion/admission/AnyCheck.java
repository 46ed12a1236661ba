package io.millrace.ingestion.admission;

/** A value of which the contract says no more than its bracket: an object without properties, or any value at all. */
final class AnyCheck extends ValueCheck {
    private final int bracket;
    private final String wanted;

    private AnyCheck(int bracket, String wanted) {
        this.bracket = bracket;
        this.wanted = wanted;
    }

    static AnyCheck object() {
        return new AnyCheck('{', "object");
    }

    static AnyCheck value() {
        return new AnyCheck(0, "any value");
    }

    @Override
    void check(Inspection event, int first) {
        if (bracket != 0 && first != bracket) {
            event.mismatch(wanted);
        } else {
            event.skip();
        }
    }
}
