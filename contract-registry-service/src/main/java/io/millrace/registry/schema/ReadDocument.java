package io.millrace.registry.schema;

import io.millrace.registry.schema.SourceDocument.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads a document out of bytes: UTF-8 only, one YAML document or one JSON text. */
public final class ReadDocument {
    /** Largest document, in bytes. */
    public static final int BYTES_MAX = 1024 * 1024;

    private ReadDocument() {}

    /**
     * @throws io.millrace.kernel.MillraceException with {@link io.millrace.registry.RegistryError#MALFORMED_CONTRACT} and
     *     the place of every fault that could be found
     */
    public static SourceDocument read(byte[] body, DocumentFormat format) {
        String text = decode(body);
        return switch (format) {
            case YAML -> ReadYaml.read(text);
            case JSON -> ReadJson.read(text);
        };
    }

    private static String decode(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(body.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            Place place = end(text);
            throw TreeBuilder.malformed(
                    "ENCODING",
                    "The byte 0x%02X at offset %d is not UTF-8. Save the document as UTF-8."
                            .formatted(body[in.position()], in.position()),
                    place);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Place end(String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        return new Place(line, text.length() - text.lastIndexOf('\n'));
    }
}
