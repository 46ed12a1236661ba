package io.millrace.ingestion.admission;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Why an event is refused at the door. Every one is the sender's to mend: the same event is refused again. */
public enum RefusalCode implements ErrorCode {
    MALFORMED_JSON("The event is not well-formed JSON."),
    NOT_UTF8("The event holds text that has no valid UTF-8 form."),
    TOO_DEEP("The event is nested deeper than 64 levels."),
    TOO_MANY_MEMBERS("The event has too many members that the contract does not name."),
    RECORD_TOO_LARGE("The event is larger than 1 MiB, or larger than 1.5 MiB with its key."),
    DUPLICATE_FIELD("A member's name occurs twice in one object."),
    UNKNOWN_FIELD("The contract does not name this member."),
    REQUIRED_MISSING("A required member is absent or null."),
    TYPE_MISMATCH("A value has another type than the contract says."),
    OUT_OF_RANGE("A number, date or time is outside its bounds."),
    NOT_A_MULTIPLE("A number is not a multiple of what the contract says."),
    PRECISION_EXCEEDED("A decimal has more digits than the contract allows."),
    LENGTH_OUT_OF_RANGE("A text or array is shorter or longer than the contract allows."),
    PATTERN_MISMATCH("A text does not match the contract's pattern."),
    FORMAT_MISMATCH("A text does not have the contract's format."),
    NOT_IN_ENUM("A text is not among the contract's values."),
    DUPLICATE_ITEM("An array of unique items holds one twice."),
    EVENT_TIME_IN_FUTURE("The event time is too far after the time of arrival.");

    private final String title;

    RefusalCode(String title) {
        this.title = title;
    }

    @Override
    public ErrorKind kind() {
        return ErrorKind.USER;
    }

    @Override
    public int status() {
        return 422;
    }

    @Override
    public String title() {
        return title;
    }
}
