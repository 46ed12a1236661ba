package io.millrace.orchestration.workflow;

import io.millrace.orchestration.step.AllowedHosts;
import io.millrace.orchestration.step.HttpCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings of an HTTP step. */
final class ReadHttpCall {
    private static final URI NOWHERE = URI.create("http://invalid/");
    private static final int HEADERS_MAX = 50;
    private static final int HEADER_CHARS_MAX = 8 * 1024;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");
    /** Set by the HTTP client or by this service itself. */
    private static final Set<String> RESERVED_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "idempotency-key", "transfer-encoding", "upgrade");

    private final AllowedHosts hosts;

    ReadHttpCall(AllowedHosts hosts) {
        this.hosts = hosts;
    }

    HttpCall read(YamlObject object) {
        YamlValue body = object.get("body");
        String method = object.orElse("method", ReadHttpCall::method, body == null ? "GET" : "POST");
        URI url = url(object.require("url", "the address to call"));
        Map<String, String> headers = object.orElse("headers", ReadHttpCall::headers, Map.of());
        List<Integer> expect = object.orElse("expect", ReadHttpCall::expect, List.of());
        if (body != null && (method.equals("GET") || method.equals("HEAD"))) {
            body.mistake("BODY_NOT_ALLOWED", method + " has no body; use POST, PUT or PATCH.");
        }
        return new HttpCall(
                method, url, withContentType(headers, body), body == null ? null : YamlToJson.body(body), expect);
    }

    private static @Nullable String method(YamlValue value) {
        String text = value.text();
        String method = text == null ? null : text.toUpperCase(Locale.ROOT);
        if (method != null && !HttpCall.METHODS.contains(method)) {
            value.mistake(
                    "BAD_METHOD",
                    "'" + YamlValue.cut(method) + "' is not one of " + String.join(", ", HttpCall.METHODS) + ".");
            return null;
        }
        return method;
    }

    private URI url(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return NOWHERE;
        }
        try {
            URI url = new URI(text.strip());
            String problem = problem(url);
            if (problem != null) {
                value.mistake("BAD_URL", problem);
            } else if (!hosts.allows(url)) {
                value.mistake(
                        "HOST_NOT_ALLOWED",
                        "Steps may not call " + url.getRawAuthority()
                                + "; the operator allows it by adding it to MILLRACE_WORKFLOW_HOSTS.");
            } else {
                return url;
            }
        } catch (URISyntaxException e) {
            value.mistake("BAD_URL", "'" + YamlValue.cut(text) + "' is not a URL: " + e.getReason() + ".");
        }
        return NOWHERE;
    }

    private static @Nullable String problem(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "The URL must begin with http:// or https://.";
        }
        if (url.getHost() == null) {
            return "The URL has no host that can be read.";
        }
        if (url.getRawUserInfo() != null) {
            return "The URL holds a user and password, which would be seen in logs; use an Authorization header.";
        }
        return url.getPort() == 0 || url.getPort() > 65_535 ? "The URL's port is outside 1 to 65535." : null;
    }

    private static @Nullable Map<String, String> headers(YamlValue value) {
        YamlObject object = value.object();
        if (object == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        object.members().forEach((name, header) -> {
            String text = header.text();
            if (text != null && isHeader(name, text, header)) {
                headers.put(name, text);
            }
        });
        if (headers.size() > HEADERS_MAX) {
            value.mistake(
                    "TOO_MANY", "There are " + headers.size() + " headers; at most " + HEADERS_MAX + " are allowed.");
        }
        return headers;
    }

    private static boolean isHeader(String name, String text, YamlValue header) {
        if (!HEADER_NAME.matcher(name).matches()) {
            header.mistake("BAD_HEADER", "'" + YamlValue.cut(name) + "' is not a header's name.");
        } else if (RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            header.mistake("BAD_HEADER", "The header '" + name + "' is set by Millrace; leave it out.");
        } else if (text.length() > HEADER_CHARS_MAX
                || !HEADER_VALUE.matcher(text).matches()) {
            header.mistake("BAD_HEADER", "The value of '" + name + "' is longer than 8 KiB or not printable ASCII.");
        } else {
            return true;
        }
        return false;
    }

    private static @Nullable List<Integer> expect(YamlValue value) {
        YamlValue statuses = value;
        if (value.isObject()) {
            YamlObject object = value.object();
            statuses = object == null ? null : object.require("status", "a status or a list of them");
            if (object != null) {
                object.refuseUnknown();
            }
        }
        if (statuses == null) {
            return null;
        }
        List<YamlValue> elements = statuses.isList() ? statuses.list() : List.of(statuses);
        List<Integer> expected = new ArrayList<>();
        for (YamlValue element : elements == null ? List.<YamlValue>of() : elements) {
            Integer status = element.integer(100, 599);
            if (status != null) {
                expected.add(status);
            }
        }
        return expected;
    }

    private static Map<String, String> withContentType(Map<String, String> headers, @Nullable YamlValue body) {
        if (body == null || headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase)) {
            return headers;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", body.isObject() || body.isList() ? "application/json" : "text/plain; charset=utf-8");
        return all;
    }
}
