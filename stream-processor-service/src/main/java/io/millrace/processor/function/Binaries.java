package io.millrace.processor.function;

import io.millrace.processor.step.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Functions of bytes. Places count from 1. */
public final class Binaries {
    private Binaries() {}

    /** Its UTF-8. */
    public static Bytes ofText(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text whose UTF-8 it is; fails where it is none. */
    public static String toText(Bytes bytes) {
        try {
            return decoded(bytes, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw EvaluationFailure.cast(bytes.toString(), "VARCHAR in UTF-8");
        }
    }

    /** ENCODE; fails where the text has a character that the charset has not. */
    public static Bytes encode(String text, Charset charset) {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            return Bytes.of(Arrays.copyOfRange(encoded.array(), 0, encoded.limit()));
        } catch (CharacterCodingException e) {
            throw EvaluationFailure.argument("the text has a character that " + charset + " has not");
        }
    }

    /** DECODE; fails where the bytes are no text in the charset. */
    public static String decode(Bytes bytes, Charset charset) {
        try {
            return decoded(bytes, charset);
        } catch (CharacterCodingException e) {
            throw EvaluationFailure.argument("the bytes are no text in " + charset);
        }
    }

    private static String decoded(Bytes bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes.array())).toString();
    }

    public static int length(Bytes bytes) {
        return bytes.length();
    }

    /** How many bytes a text has in UTF-8. */
    public static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public static Bytes concat(Bytes a, Bytes b) {
        fits((long) a.length() + b.length());
        byte[] both = Arrays.copyOf(a.array(), a.length() + b.length());
        System.arraycopy(b.array(), 0, both, a.length(), b.length());
        return Bytes.of(both);
    }

    private static void fits(long length) {
        if (length > Texts.LENGTH_MAX) {
            throw EvaluationFailure.argument("the bytes would be more than " + Texts.LENGTH_MAX);
        }
    }

    /** The first bytes, at most {@code length}. */
    public static Bytes left(Bytes bytes, int length) {
        return bytes.slice(0, Math.min(length, bytes.length()));
    }

    /** From a place to the end. */
    public static Bytes substring(Bytes bytes, long start) {
        return substring(bytes, start, Integer.MAX_VALUE);
    }

    /** @param start 1 or more, as for a text */
    public static Bytes substring(Bytes bytes, long start, long length) {
        if (start < 1 || length < 0) {
            throw EvaluationFailure.argument("SUBSTRING from " + start + " for " + length);
        }
        long from = Math.min(start - 1, bytes.length());
        long count = Math.min(length, bytes.length() - from);
        return bytes.slice((int) from, (int) (from + count));
    }

    /** Place of the first occurrence; 0 where there is none, 1 for a part that is empty. */
    public static int position(Bytes part, Bytes bytes) {
        byte[] wanted = part.array();
        for (int from = 0; from + wanted.length <= bytes.length(); from++) {
            if (Arrays.equals(bytes.array(), from, from + wanted.length, wanted, 0, wanted.length)) {
                return from + 1;
            }
        }
        return 0;
    }

    public static String hex(Bytes bytes) {
        Texts.fits(2L * bytes.length());
        return HexFormat.of().withUpperCase().formatHex(bytes.array());
    }

    /**
     * UNHEX, as in Flink: of an odd number of digits the first byte is 0 in place of the first digit.
     *
     * @return null where the text has something else than hexadecimal digits
     */
    public static @Nullable Bytes unhex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return null;
            }
        }
        boolean odd = text.length() % 2 == 1;
        return Bytes.of(HexFormat.of().parseHex(odd ? "00" + text.substring(1) : text));
    }

    public static String toBase64(Bytes bytes) {
        Texts.fits(bytes.length() * 4L / 3);
        return bytes.toBase64();
    }
}
