package io.millrace.ingestion.quarantine;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the next page of the quarantine begins, going back: per partition the offset before which it goes on. To clients an
 * opaque token.
 */
record QuarantineCursor(Map<Integer, Long> ends) {
    private static final int TOKEN_MAX = 64 * 1024;
    private static final Pattern FORM = Pattern.compile("1(?:;\\d{1,4}:\\d{1,18})*+");

    String token() {
        StringBuilder text = new StringBuilder("1");
        new TreeMap<>(ends)
                .forEach((partition, end) ->
                        text.append(';').append(partition).append(':').append(end));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws MillraceException with INVALID_PARAMETER where the token is none that was given out */
    static QuarantineCursor parse(String token) {
        try {
            if (token.length() > TOKEN_MAX) {
                throw invalid();
            }
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            if (!FORM.matcher(text).matches()) {
                throw invalid();
            }
            Map<Integer, Long> ends = new TreeMap<>();
            for (String part : text.substring(1).split(";")) {
                int colon = part.indexOf(':');
                if (colon > 0) {
                    ends.put(Integer.parseInt(part.substring(0, colon)), Long.parseLong(part.substring(colon + 1)));
                }
            }
            return new QuarantineCursor(ends);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static MillraceException invalid() {
        return new MillraceException(
                CommonError.INVALID_PARAMETER,
                "The cursor is not one that was given out. Follow the Link header of the previous page, or leave it out.");
    }
}
