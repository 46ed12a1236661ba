package io.millrace.processor.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression, compiled once, that takes a limited number of steps whatever the text: Java's syntax, and its results,
 * on RE2. Places count characters.
 */
public final class TextPattern {
    private final Pattern pattern;
    private final boolean empty;
    private final JavaRegex.Translated translated;

    private TextPattern(Pattern pattern, boolean empty, JavaRegex.Translated translated) {
        this.pattern = pattern;
        this.empty = empty;
        this.translated = translated;
    }

    /**
     * Compiles a pattern.
     *
     * @throws EvaluationFailure where it is none, or one that RE2 would match otherwise than Java does
     */
    public static TextPattern of(String pattern) {
        JavaRegex.Translated translated = JavaRegex.translate(pattern);
        return new TextPattern(Pattern.compile(translated.re2()), pattern.isEmpty(), translated);
    }

    public int groups() {
        return pattern.groupCount();
    }

    private Matcher matcher(String text) {
        if (translated.usesDollar() && endsLine(text)) {
            throw EvaluationFailure.argument("the text ends with the end of a line, where $ is ambiguous");
        }
        if (translated.usesBoundary() && text.chars().anyMatch(c -> c > 127)) {
            throw EvaluationFailure.argument("the text has characters beyond ASCII, where \\b is ambiguous");
        }
        return pattern.matcher(MeteredText.of(text, translated.size()));
    }

    private static boolean endsLine(String text) {
        return !text.isEmpty()
                && switch (text.charAt(text.length() - 1)) {
                    case '\n', '\r', '\u0085', '\u2028', '\u2029' -> true;
                    default -> false;
                };
    }

    /** REGEXP: whether it is somewhere in the text. The empty pattern is nowhere, as in Flink. */
    public boolean isIn(String text) {
        return !empty && matcher(text).find();
    }

    /**
     * REGEXP_EXTRACT.
     *
     * @param group 0 is the whole match
     * @return null without a match, or where the group has no part in it
     */
    public @Nullable String extract(String text, long group) {
        Matcher matcher = matcher(text);
        return group >= 0 && group <= pattern.groupCount() && matcher.find() ? matcher.group((int) group) : null;
    }

    /** REGEXP_REPLACE: every match becomes the text as it is, without references to groups. */
    public String replace(String text, String with) {
        Matcher matcher = matcher(text);
        StringBuilder result = new StringBuilder(text.length());
        int copied = 0;
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            result.append(text, copied, matcher.start()).append(with);
            Texts.fits(result.length());
            copied = matcher.end();
            from = behind(matcher, text);
        }
        result.append(text, copied, text.length());
        Texts.fits(result.length());
        return result.toString();
    }

    /** Where to look for the next match: one character on after an empty one. */
    private static int behind(Matcher matcher, String text) {
        int end = matcher.end();
        if (end > matcher.start()) {
            return end;
        }
        return end < text.length() ? text.offsetByCodePoints(end, 1) : end + 1;
    }

    /** REGEXP_COUNT. */
    public int count(String text) {
        Matcher matcher = matcher(text);
        int count = 0;
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            count++;
            from = behind(matcher, text);
        }
        return count;
    }

    /** REGEXP_INSTR: the place of the first match, 1 is the first character; 0 where there is none. */
    public int position(String text) {
        Matcher matcher = matcher(text);
        return matcher.find() ? text.codePointCount(0, matcher.start()) + 1 : 0;
    }
}
