package io.millrace.orchestration.step;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answer of a call as it stands in the log: text only, and its beginning only. */
record ShownBody(BoundedBody.Kept body, String contentType) {
    private static final Pattern TEXT = Pattern.compile("text/|json|xml|yaml|x-www-form-urlencoded|ndjson");
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9._-]+)");

    /** Null where the body is empty. */
    @Nullable
    String text() {
        if (body.length() == 0) {
            return null;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !TEXT.matcher(type).find()) {
            return "(" + body.length() + " bytes of " + type + ", not shown)";
        }
        // PostgreSQL's text takes every character but this one.
        String text = new String(body.bytes(), charset(type)).replace('\0', '\uFFFD');
        return body.length() > body.bytes().length ? text + "… (cut off)" : text;
    }

    private static Charset charset(String type) {
        Matcher matcher = CHARSET.matcher(type);
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
