package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON object that a read sends as its body, at most {@value #KIB_MAX} KiB. Numbers keep all their digits. */
final class JsonBody {
    static final int KIB_MAX = 1024;
    private static final int BYTES_MAX = KIB_MAX * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonBody() {}

    /**
     * @throws MillraceException with {@link CommonError#PAYLOAD_TOO_LARGE}, or with {@link CommonError#MALFORMED_REQUEST}
     *     where it is no JSON object
     */
    static JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new MillraceException(
                    CommonError.PAYLOAD_TOO_LARGE,
                    "The body is larger than " + KIB_MAX + " KiB. Ask for less in one request.");
        }
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST, "The body is not JSON: " + e.getOriginalMessage() + ".", e);
        }
        if (!root.isObject()) {
            throw new MillraceException(CommonError.MALFORMED_REQUEST, "The body is not a JSON object. Send one.");
        }
        return root;
    }

    /** A step of a JSON pointer (RFC 6901). */
    static String step(String member) {
        return "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
