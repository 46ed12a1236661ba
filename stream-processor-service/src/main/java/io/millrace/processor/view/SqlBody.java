package io.millrace.processor.view;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of a request body, bounded, and UTF-8 or nothing. */
final class SqlBody {
    private static final int BYTES_MAX = 400_000;

    private SqlBody() {}

    static String read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new MillraceException(
                    ProcessorError.STATEMENT_TOO_LARGE,
                    "The statement is larger than " + BYTES_MAX + " bytes. Split it into several views.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MillraceException(CommonError.MALFORMED_REQUEST, "The body is not UTF-8. Send it as UTF-8.", e);
        }
    }
}
