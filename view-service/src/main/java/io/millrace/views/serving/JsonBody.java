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

/** The JSON object that a read sends as its body. Numbers keep all their digits. */
public final class JsonBody {
    static final int KIB_MAX = 1024;
    private static final int KIB = 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonBody() {}

    /**
     * At most {@value #KIB_MAX} KiB of it.
     *
     * @throws MillraceException as below
     */
    static JsonNode read(InputStream body) throws IOException {
        return parse(bytes(body, KIB_MAX));
    }

    /** @throws MillraceException with {@link CommonError#PAYLOAD_TOO_LARGE} */
    public static byte[] bytes(InputStream body, int kibMax) throws IOException {
        byte[] bytes = body.readNBytes(kibMax * KIB + 1);
        if (bytes.length > kibMax * KIB) {
            throw new MillraceException(
                    CommonError.PAYLOAD_TOO_LARGE,
                    "The body is larger than " + kibMax + " KiB. Ask for less in one request.");
        }
        return bytes;
    }

    /** @throws MillraceException with {@link CommonError#MALFORMED_REQUEST} where it is no JSON object */
    public static JsonNode parse(byte[] bytes) {
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
