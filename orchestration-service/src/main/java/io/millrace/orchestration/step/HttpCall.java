package io.millrace.orchestration.step;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and the answers that count as success.
 *
 * @param method GET, HEAD, POST, PUT, PATCH or DELETE
 * @param url absolute, http or https, without user info
 * @param headers in the document's order
 * @param body null for none
 * @param expect statuses that are success; empty for any 2xx
 */
public record HttpCall(
        String method,
        URI url,
        Map<String, String> headers,
        @Nullable String body,
        List<Integer> expect) {
    public static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    boolean isSuccess(int status) {
        return expect.isEmpty() ? status >= 200 && status < 300 : expect.contains(status);
    }

    String expectation() {
        return expect.isEmpty() ? "2xx" : expect.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }

    /** Method and address as they may stand in a log: the query's values are left out, because keys travel there. */
    String shown() {
        String shown =
                url.getScheme() + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "" : url.getRawPath());
        return method + " " + shown + (url.getRawQuery() == null ? "" : "?…");
    }

    /** Never the headers' values or the body: they may be secret. */
    @Override
    public String toString() {
        return shown();
    }
}
