package io.millrace.processor.stage;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Walks over the members of one JSON object (RFC 8259) without building anything for those that are not asked for. What is
 * skipped is checked only as far as its end must be found.
 */
final class JsonCursor {
    private static final byte[] CLASS = new byte[256];
    private static final byte QUOTE = 1;
    private static final byte ESCAPE = 2;
    private static final byte CONTROL = 3;
    private static final byte NOT_ASCII = 4;

    static {
        for (int i = 0; i < 256; i++) {
            CLASS[i] = i < 0x20 ? CONTROL : i >= 0x80 ? NOT_ASCII : 0;
        }
        CLASS['"'] = QUOTE;
        CLASS['\\'] = ESCAPE;
    }

    private byte[] bytes = {};
    private int at;
    private int end;
    private int from;
    private int to;
    private boolean plain;
    private boolean ascii;

    void reset(byte[] value) {
        bytes = value;
        at = 0;
        end = value.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** First byte of the last string's content or number. */
    int from() {
        return from;
    }

    /** One past the last byte of the last string's content or number. */
    int to() {
        return to;
    }

    /** Whether the last string had no escape. */
    boolean isPlain() {
        return plain;
    }

    /** The next byte that is no white space, without taking it; -1 at the end. */
    int peek() {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ') {
                return b;
            }
            if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
                return b & 0xFF;
            }
            at++;
        }
        return -1;
    }

    void expect(char wanted) throws UndecodableEvent {
        if (peek() != wanted) {
            throw malformed("'" + wanted + "' is missing");
        }
        at++;
    }

    /** Whether the next byte is the one; then it is taken. */
    boolean take(char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes a string; {@link #from()} and {@link #to()} then enclose its content. */
    void string() throws UndecodableEvent {
        expect('"');
        from = at;
        plain = true;
        ascii = true;
        int i = at;
        byte[] b = bytes;
        while (i < end) {
            switch (CLASS[b[i] & 0xFF]) {
                case 0 -> i++;
                case QUOTE -> {
                    to = i;
                    at = i + 1;
                    return;
                }
                case ESCAPE -> {
                    plain = false;
                    i += 2;
                }
                case NOT_ASCII -> {
                    ascii = false;
                    i++;
                }
                default -> {
                    at = i;
                    throw malformed("a control character stands in a string");
                }
            }
        }
        throw malformed("a string has no end");
    }

    /** The content of the last string. */
    String text() throws UndecodableEvent {
        if (!plain) {
            return unescaped();
        }
        return new String(bytes, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private String unescaped() throws UndecodableEvent {
        StringBuilder text = new StringBuilder(to - from);
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                i++;
                if (bytes[i] == 'u') {
                    text.append((char) hex(i + 1));
                    i += 4;
                } else {
                    text.append(escape(bytes[i]));
                }
                start = i + 1;
            }
        }
        return text.append(new String(bytes, start, to - start, StandardCharsets.UTF_8))
                .toString();
    }

    private char escape(byte letter) throws UndecodableEvent {
        return switch (letter) {
            case '"', '\\', '/' -> (char) letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw malformed("an escape is not known");
        };
    }

    private int hex(int start) throws UndecodableEvent {
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = i < to ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw malformed("a \\u escape has no four hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Takes a number; {@link #from()} and {@link #to()} then enclose it. */
    void number() throws UndecodableEvent {
        peek();
        from = at;
        int i = at;
        if (i < end && bytes[i] == '-') {
            i++;
        }
        int digits = i;
        i = digits(i);
        boolean grammatical = i > digits && (bytes[digits] != '0' || i == digits + 1);
        if (i < end && bytes[i] == '.') {
            int fraction = i + 1;
            i = digits(fraction);
            grammatical &= i > fraction;
        }
        if (i < end && (bytes[i] | 0x20) == 'e') {
            i++;
            if (i < end && (bytes[i] == '+' || bytes[i] == '-')) {
                i++;
            }
            int exponent = i;
            i = digits(exponent);
            grammatical &= i > exponent;
        }
        if (!grammatical || i < end && isWordPart(bytes[i])) {
            throw malformed("a number is expected");
        }
        to = i;
        at = i;
    }

    private int digits(int start) {
        int i = start;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    private static boolean isWordPart(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '.' || b == '-' || b == '+';
    }

    /** Whether the next value is this word ({@code true}, {@code false} or {@code null}); then it is taken. */
    boolean takeWord(String word) {
        if (peek() != word.charAt(0) || end - at < word.length()) {
            return false;
        }
        for (int i = 1; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        int after = at + word.length();
        if (after < end && isWordPart(bytes[after])) {
            return false;
        }
        at = after;
        return true;
    }

    /** Goes behind the next value, whatever it is. */
    void skip() throws UndecodableEvent {
        switch (peek()) {
            case '"' -> string();
            case '{', '[' -> skipNested(0);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void word(String word) throws UndecodableEvent {
        if (!takeWord(word)) {
            throw malformed("a value is expected");
        }
    }

    /** Goes to the end of the object whose members are being read, and behind it. */
    void skipRest() throws UndecodableEvent {
        skipNested(1);
    }

    private void skipNested(int open) throws UndecodableEvent {
        int depth = open;
        do {
            switch (peek()) {
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case '"' -> string();
                case -1 -> throw malformed("an object or array has no end");
                default -> at++;
            }
        } while (depth > 0);
    }

    UndecodableEvent malformed(String what) {
        return new UndecodableEvent(
                UndecodableEvent.MALFORMED,
                "The value is not the JSON object that the contract describes: " + what + " at byte " + at + ".",
                List.of());
    }
}
