package io.millrace.views.materialization;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A Lua script under {@code /redis}, one atomic step; each says in its first lines what it takes and returns. */
enum RedisScript {
    CLAIM("claim"),
    BEGIN("common", "begin"),
    REOPEN("common", "reopen"),
    APPLY("common", "apply"),
    RENEW("common", "renew"),
    RELEASE("release"),
    DROP("common", "drop"),
    ROW("row"),
    ROWS("rows"),
    CUT("cut"),
    RANGE("range"),
    SIZES("sizes"),
    LATEST("latest"),
    STATE("state");

    private final String digest;
    private final byte[] source;

    RedisScript(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(read("/redis/" + part + ".lua"));
        }
        this.source = text.toString().getBytes(StandardCharsets.UTF_8);
        this.digest = Base16.digest(source);
    }

    String digest() {
        return digest;
    }

    byte[] source() {
        return source;
    }

    private static String read(String resource) {
        try (InputStream in = RedisScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the classpath");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
