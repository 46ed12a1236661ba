package io.millrace.ingestion.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON text (RFC 8259) in a range of bytes, token by token, without making objects of them. What it leaves in its
 * fields describes the token that was read last. Stricter than the RFC in two points that no reader of the event would
 * survive: UTF-8 must be well-formed, and {@code \\u} escapes of surrogates must come in pairs.
 *
 * <p>Reused for one event after the other; not thread-safe. Every method throws {@link RefusedJson} where the text breaks
 * its rule.
 */
final class JsonBytes {
    /** Bound on the length of a number's text, as common JSON readers have it. */
    static final int NUMBER_LENGTH_MAX = 1000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    byte[] bytes = new byte[0];
    /** The next byte that was not read yet. */
    int at;

    int end;
    private int begin;

    /** Range of the last token: a string's without its quotes. */
    int tokenStart;

    int tokenEnd;

    /** Whether the last string has escapes. */
    boolean escaped;
    /** Bytes of the last string that are not the first of a code point. */
    private int surplus;

    /** Whether the last number has neither fraction nor exponent. */
    boolean integral;

    boolean hasExponent;
    boolean negative;
    int integerDigits;
    int fractionDigits;
    /** The digits of the last number without its point, right where there are at most 18 of them. */
    long digits;

    void reset(byte[] text, int from, int to) {
        bytes = text;
        begin = from;
        at = from;
        end = to;
    }

    /** Skips whitespace; the byte that follows, or -1 at the end. */
    int next() {
        int i = at;
        while (i < end) {
            byte b = bytes[i];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                at = i;
                return b & 0xFF;
            }
            i++;
        }
        at = i;
        return -1;
    }

    void expect(int wanted, String place) {
        if (next() != wanted) {
            throw unexpected("'" + (char) wanted + "' " + place);
        }
        at++;
    }

    /** Number of code points of the last string. */
    int codePoints() {
        return tokenEnd - tokenStart - surplus;
    }

    /** Reads a string; the opening quote is at the cursor. */
    void string() {
        int i = at + 1;
        tokenStart = i;
        escaped = false;
        surplus = 0;
        while (true) {
            i = plain(i);
            if (i >= end) {
                at = i;
                throw unexpected("'\"' that ends the text");
            }
            byte b = bytes[i];
            if (b == '"') {
                tokenEnd = i;
                at = i + 1;
                return;
            }
            if (b == '\\') {
                i = escape(i);
            } else if (b < 0) {
                i = multibyte(i);
            } else {
                at = i;
                throw malformed("a control character stands unescaped in a text; write it as \\u00%02x".formatted(b));
            }
        }
    }

    /** The first byte from i on that ends the string or is not plain ASCII text. */
    private int plain(int from) {
        int i = from;
        byte[] text = bytes;
        for (; i + 8 <= end; i += 8) {
            long word = (long) LONGS.get(text, i);
            long quote = word ^ (ONES * '"');
            long backslash = word ^ (ONES * '\\');
            long special = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - ONES * ' ') | word;
            special &= HIGHS;
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >>> 3);
            }
        }
        while (i < end && text[i] >= ' ' && text[i] != '"' && text[i] != '\\') {
            i++;
        }
        return i;
    }

    private int escape(int i) {
        escaped = true;
        at = i;
        int c = i + 1 < end ? bytes[i + 1] : -1;
        switch (c) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                surplus += 1;
                return i + 2;
            }
            case 'u' -> {
                return unicodeEscape(i);
            }
            default -> throw malformed("a backslash is followed by something that is no escape");
        }
    }

    private int unicodeEscape(int i) {
        int unit = hex(i + 2);
        if (!Character.isSurrogate((char) unit)) {
            surplus += 5;
            return i + 6;
        }
        boolean paired = Character.isHighSurrogate((char) unit)
                && i + 7 < end
                && bytes[i + 6] == '\\'
                && bytes[i + 7] == 'u'
                && Character.isLowSurrogate((char) hex(i + 8));
        if (!paired) {
            throw new RefusedJson(
                    RefusalCode.NOT_UTF8,
                    "The escape at byte " + (i - begin) + " is half of a surrogate pair; send both halves or none.");
        }
        surplus += 11;
        return i + 12;
    }

    private int hex(int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < end ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw malformed("\\u is not followed by four hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The byte after a well-formed UTF-8 sequence (Unicode 16, table 3-7). */
    private int multibyte(int i) {
        int lead = bytes[i] & 0xFF;
        int low = 0x80;
        int high = 0xBF;
        int length;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            low = lead == 0xE0 ? 0xA0 : low;
            high = lead == 0xED ? 0x9F : high;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            low = lead == 0xF0 ? 0x90 : low;
            high = lead == 0xF4 ? 0x8F : high;
        } else {
            throw notUtf8(i);
        }
        for (int k = 1; k < length; k++) {
            int b = i + k < end ? bytes[i + k] & 0xFF : -1;
            if (b < low || b > high) {
                throw notUtf8(i);
            }
            low = 0x80;
            high = 0xBF;
        }
        surplus += length - 1;
        return i + length;
    }

    /** Reads a number; its first byte, a digit or a minus, is at the cursor. */
    void number() {
        int i = at;
        tokenStart = i;
        negative = bytes[i] == '-';
        if (negative) {
            i++;
        }
        digits = 0;
        int first = i;
        i = digitsFrom(i);
        integerDigits = i - first;
        if (integerDigits == 0 || (integerDigits > 1 && bytes[first] == '0')) {
            at = first;
            throw malformed("a number has no digit or a leading zero");
        }
        fractionDigits = 0;
        if (i < end && bytes[i] == '.') {
            int point = i;
            i = digitsFrom(i + 1);
            fractionDigits = i - point - 1;
            requireDigits(fractionDigits, i);
        }
        hasExponent = i < end && (bytes[i] | 0x20) == 'e';
        if (hasExponent) {
            i++;
            if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
                i++;
            }
            int exponent = i;
            long mantissa = digits;
            i = digitsFrom(i);
            digits = mantissa;
            requireDigits(i - exponent, i);
        }
        integral = fractionDigits == 0 && !hasExponent;
        tokenEnd = i;
        at = i;
    }

    private int digitsFrom(int from) {
        int i = from;
        long value = digits;
        while (i < end) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            i++;
        }
        digits = value;
        return i;
    }

    private void requireDigits(int count, int i) {
        if (count == 0) {
            at = i;
            throw malformed("a number breaks off");
        }
    }

    /** Reads true, false or null. */
    void literal(byte[] word) {
        tokenStart = at;
        for (byte b : word) {
            if (at >= end || bytes[at] != b) {
                throw unexpected("a JSON value");
            }
            at++;
        }
        tokenEnd = at;
    }

    String tokenText() {
        return new String(bytes, tokenStart, tokenEnd - tokenStart, StandardCharsets.UTF_8);
    }

    /** The last string's value. */
    String stringValue() {
        return escaped ? new String(unescaped(), StandardCharsets.UTF_8) : tokenText();
    }

    /** The last string's value as UTF-8. */
    byte[] stringBytes() {
        return escaped ? unescaped() : java.util.Arrays.copyOfRange(bytes, tokenStart, tokenEnd);
    }

    private byte[] unescaped() {
        StringBuilder text = new StringBuilder(tokenEnd - tokenStart);
        int from = tokenStart;
        for (int i = tokenStart; i < tokenEnd; ) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            text.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
            int c = bytes[i + 1];
            text.append(
                    switch (c) {
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'u' -> (char) hex(i + 2);
                        default -> (char) c;
                    });
            i += c == 'u' ? 6 : 2;
            from = i;
        }
        text.append(new String(bytes, from, tokenEnd - from, StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    RefusedJson unexpected(String wanted) {
        if (at >= end) {
            return new RefusedJson(
                    RefusalCode.MALFORMED_JSON,
                    "The text ends at byte " + (end - begin) + "; expected " + wanted + ".");
        }
        int b = bytes[at] & 0xFF;
        String found = b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b);
        return new RefusedJson(
                RefusalCode.MALFORMED_JSON,
                "At byte " + (at - begin) + " stands " + found + "; expected " + wanted + ".");
    }

    private RefusedJson malformed(String fact) {
        return new RefusedJson(RefusalCode.MALFORMED_JSON, "At byte " + (at - begin) + ": " + fact + ".");
    }

    private RefusedJson notUtf8(int i) {
        return new RefusedJson(
                RefusalCode.NOT_UTF8, "The bytes from " + (i - begin) + " on are not UTF-8; send the event in UTF-8.");
    }
}
