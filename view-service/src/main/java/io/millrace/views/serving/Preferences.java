package io.millrace.views.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The preferences of a read (RFC 7240). One that cannot be understood is ignored, as the RFC says.
 *
 * @param patience how long the read may wait for a position; null where nothing was said
 * @param decimalsAsText whether DECIMAL values are answered as strings
 * @param receipt whether the answer is to have a receipt
 */
record Preferences(@Nullable Duration patience, boolean decimalsAsText, boolean receipt) {
    static final Duration WAIT_DEFAULT = Duration.ofSeconds(2);
    static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** @param headers values of Prefer */
    static Preferences parse(Enumeration<String> headers) {
        Duration wait = null;
        boolean decimalsAsText = false;
        boolean receipt = false;
        while (headers.hasMoreElements()) {
            for (String preference : headers.nextElement().split("[,;]", -1)) {
                String[] parts = preference.strip().split("=", 2);
                String value = parts.length < 2 ? "" : parts[1].strip().replace("\"", "");
                switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                    case "wait" -> wait = wait == null ? seconds(value) : wait;
                    case "decimals" -> decimalsAsText |= value.equals("string");
                    case "receipt" -> receipt |= value.isEmpty() || value.equals("true");
                    default -> {
                        continue;
                    }
                }
            }
        }
        return new Preferences(wait, decimalsAsText, receipt);
    }

    private static @Nullable Duration seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            return seconds < 0 ? null : Duration.ofSeconds(Math.min(seconds, WAIT_MAX.toSeconds()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    Duration waitOrDefault() {
        Duration wanted = patience;
        return wanted == null ? WAIT_DEFAULT : wanted;
    }

    /** Value of Preference-Applied, or null where no preference counts for this read. */
    @Nullable
    String applied(boolean waits) {
        List<String> applied = new ArrayList<>();
        if (waits && patience != null) {
            applied.add("wait=" + patience.toSeconds());
        }
        if (decimalsAsText) {
            applied.add("decimals=string");
        }
        if (receipt) {
            applied.add("receipt");
        }
        return applied.isEmpty() ? null : String.join(", ", applied);
    }
}
