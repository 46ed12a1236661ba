package io.millrace.registry;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * One page of a list that is ordered by a key.
 *
 * @param limit how many entries, 1 to {@value #LIMIT_MAX}
 * @param after the key behind which the page begins; empty at the beginning
 */
public record Paging(int limit, String after) {
    public static final String LIMIT_DEFAULT = "100";
    public static final int LIMIT_MAX = 1_000;

    /** @throws MillraceException with {@link CommonError#INVALID_PARAMETER} where limit or cursor is none */
    public static Paging of(int limit, @Nullable String cursor) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "limit is " + limit + ". Ask for 1 to " + LIMIT_MAX + ".");
        }
        try {
            String after =
                    cursor == null ? "" : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            // Neither what is no UTF-8 nor what holds a NUL was ever given out.
            if (after.indexOf('\0') >= 0 || (cursor != null && !cursorOf(after).equals(cursor))) {
                throw new IllegalArgumentException(cursor);
            }
            return new Paging(limit, after);
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "The cursor cannot be read. Take the whole link of rel=\"next\", or leave the cursor out.",
                    e);
        }
    }

    private static String cursorOf(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** One entry more than the page holds is to be fetched: it shows that there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /**
     * @param fetched at most {@link #fetch()} entries
     * @param path of the list, for the link
     * @param key the key of an entry
     */
    public <T> ResponseEntity<List<T>> answer(List<T> fetched, String path, Function<T, String> key) {
        if (fetched.size() <= limit) {
            return ResponseEntity.ok(fetched);
        }
        List<T> page = List.copyOf(fetched.subList(0, limit));
        String cursor = cursorOf(key.apply(page.getLast()));
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<%s?limit=%d&cursor=%s>; rel=\"next\"".formatted(path, limit, cursor))
                .body(page);
    }

    /** The page of a list that is in memory, in the order of its keys. */
    public <T> ResponseEntity<List<T>> answerFrom(List<T> all, String path, Function<T, String> key) {
        int from = 0;
        if (!after.isEmpty()) {
            while (from < all.size() && !key.apply(all.get(from)).equals(after)) {
                from++;
            }
            from++;
        }
        int start = Math.min(from, all.size());
        return answer(all.subList(start, Math.min(all.size(), start + fetch())), path, key);
    }
}
