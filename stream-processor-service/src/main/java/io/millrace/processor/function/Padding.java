package io.millrace.processor.function;

import org.jspecify.annotations.Nullable;

/** Texts made to a length: LPAD, RPAD and REPEAT. */
public final class Padding {
    private Padding() {}

    /** Filled up in front, or cut, to a number of characters; null where that is negative or nothing is there to fill with. */
    public static @Nullable String left(String text, long length, String pad) {
        if (length < 0 || pad.isEmpty()) {
            return null;
        }
        long missing = length - Texts.length(text);
        return missing <= 0 ? Texts.left(text, length) : Texts.concat(filler(pad, missing), text);
    }

    /** The same, filled up behind. */
    public static @Nullable String right(String text, long length, String pad) {
        if (length < 0 || pad.isEmpty()) {
            return null;
        }
        long missing = length - Texts.length(text);
        return missing <= 0 ? Texts.left(text, length) : Texts.concat(text, filler(pad, missing));
    }

    private static String filler(String pad, long characters) {
        Texts.fits(characters);
        int whole = Texts.length(pad);
        return repeat(pad, characters / whole) + Texts.left(pad, characters % whole);
    }

    /** Nothing where the number is not positive. */
    public static String repeat(String text, long times) {
        if (times <= 0 || text.isEmpty()) {
            return "";
        }
        Texts.fits(times);
        Texts.fits(text.length() * times);
        return text.repeat((int) times);
    }
}
