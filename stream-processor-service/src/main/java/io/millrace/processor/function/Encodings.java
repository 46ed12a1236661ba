package io.millrace.processor.function;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Other notations of integers and of text, whose bytes are UTF-8. */
public final class Encodings {
    private Encodings() {}

    /** Of a negative number its 64 bits, whatever its type. */
    public static String hex(long number) {
        return Long.toHexString(number).toUpperCase(Locale.ROOT);
    }

    public static String hex(String text) {
        Texts.fits(2L * text.length());
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String binary(long number) {
        return Long.toBinaryString(number);
    }

    /** Fails where the text is not Base64, or what it stands for is not UTF-8. */
    public static String fromBase64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw EvaluationFailure.argument("the text is not the Base64 of a text");
        }
    }

    /** As a form in HTML does: a space becomes a plus. */
    public static String urlEncode(String text) {
        Texts.fits(3L * text.length());
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Null where a percent sign is not followed by two hexadecimal digits. */
    public static @Nullable String urlDecode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
