package io.millrace.ingestion.admission;

import com.google.re2j.Pattern;
import io.millrace.api.contract.ColumnSchema.Constraints;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A text with bounds on its length in code points, an RE2 pattern matched anywhere in it, a format and a list of values. */
final class StringCheck extends ValueCheck {
    private final int minLength;
    private final int maxLength;
    private final @Nullable Pattern pattern;
    private final @Nullable TextFormat format;
    private final @Nullable Set<String> values;
    private final @Nullable KnownTexts known;

    /** @throws com.google.re2j.PatternSyntaxException where the contract's pattern is not RE2 */
    StringCheck(Constraints constraints) {
        minLength = constraints.minLength() == null ? 0 : constraints.minLength();
        maxLength = constraints.maxLength() == null ? Integer.MAX_VALUE : constraints.maxLength();
        pattern = constraints.pattern() == null ? null : Pattern.compile(constraints.pattern());
        format = constraints.format() == null ? null : TextFormat.named(constraints.format());
        values = constraints.enumValues() == null ? null : Set.copyOf(constraints.enumValues());
        known = pattern != null || format != null || values != null ? new KnownTexts() : null;
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '"') {
            event.mismatch("string");
            return;
        }
        JsonBytes json = event.json;
        json.string();
        int length = json.codePoints();
        if (length < minLength || length > maxLength) {
            event.refuse(
                    RefusalCode.LENGTH_OUT_OF_RANGE,
                    event.place() + " has " + length + " characters; the contract allows " + minLength + " to "
                            + (maxLength == Integer.MAX_VALUE ? "any number" : maxLength) + ".");
        }
        if (known != null && !known.contains(json) && checkText(event, json.stringValue())) {
            known.add(json);
        }
    }

    private boolean checkText(Inspection event, String text) {
        boolean matches = pattern == null || pattern.matcher(text).find();
        boolean formed = format == null || format.matches(text);
        boolean listed = values == null || values.contains(text);
        if (pattern != null && !matches) {
            event.refuse(
                    RefusalCode.PATTERN_MISMATCH,
                    event.place() + " is '" + event.token() + "', which does not match " + pattern.pattern() + ".");
        }
        if (format != null && !formed) {
            event.refuse(
                    RefusalCode.FORMAT_MISMATCH,
                    event.place() + " is '" + event.token() + "', which is no " + format.word() + ".");
        }
        if (values != null && !listed) {
            event.refuse(
                    RefusalCode.NOT_IN_ENUM,
                    event.place() + " is '" + event.token() + "', which is not among the contract's " + values.size()
                            + " values.");
        }
        return matches && formed && listed;
    }
}
