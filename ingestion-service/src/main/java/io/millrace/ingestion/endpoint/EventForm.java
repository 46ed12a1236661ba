package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.MillraceException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.MediaType;

/**
 * How a request writes its events.
 *
 * @param lines one event a line, else one JSON text
 * @param gzip whether the body is compressed
 */
record EventForm(boolean lines, boolean gzip) {

    /** @throws MillraceException with UNSUPPORTED_CHARSET or UNSUPPORTED_ENCODING */
    static EventForm of(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        Charset charset = type.getCharset();
        if (charset != null && !charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
            throw new MillraceException(
                    IngestionError.UNSUPPORTED_CHARSET, "The body is said to be in " + charset + ". Send it in UTF-8.");
        }
        String encoding = request.getHeader("Content-Encoding");
        String word = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        boolean lines = type.getSubtype().equalsIgnoreCase("x-ndjson");
        return switch (word) {
            case "", "identity" -> new EventForm(lines, false);
            case "gzip", "x-gzip" -> new EventForm(lines, true);
            default ->
                throw new MillraceException(
                        IngestionError.UNSUPPORTED_ENCODING,
                        "The content encoding '" + encoding + "' is not taken. Use gzip or none.");
        };
    }
}
