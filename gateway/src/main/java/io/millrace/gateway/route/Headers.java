package io.millrace.gateway.route;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.springframework.http.HttpHeaders;

/**
 * Which headers pass. Those of one connection only (RFC 9110 §7.6.1, and whatever {@code Connection} names) never do, nor
 * do a client's credentials; what says where a request came from is always the gateway's own word.
 */
final class Headers {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");
    private static final Set<String> CLIENT_ONLY = Set.of(
            "authorization",
            "x-api-key",
            "cookie",
            "host",
            "content-length",
            "expect",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-real-ip",
            "x-request-id");
    private static final Set<String> SERVICE_ONLY =
            Set.of("server", "set-cookie", "www-authenticate", "x-request-id", "date");

    private Headers() {}

    /** Copies what passes to a service; the container has already refused names and values that are not allowed. */
    static void copyRequest(HttpServletRequest from, HttpMessage to) {
        Set<String> named = namedIn(Collections.list(from.getHeaders("Connection")).stream());
        for (String name : Collections.list(from.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) && !CLIENT_ONLY.contains(lower) && !named.contains(lower)) {
                for (String value : Collections.list(from.getHeaders(name))) {
                    to.addHeader(name, value);
                }
            }
        }
        to.setHeader("X-Forwarded-For", from.getRemoteAddr());
        to.setHeader("X-Forwarded-Proto", from.getScheme());
        to.setHeader("X-Forwarded-Host", host(from));
        to.setHeader("X-Forwarded-Port", Integer.toString(from.getServerPort()));
    }

    private static String host(HttpServletRequest from) {
        boolean usual = from.getServerPort() == ("https".equals(from.getScheme()) ? 443 : 80);
        return usual ? from.getServerName() : from.getServerName() + ":" + from.getServerPort();
    }

    /**
     * What of an answer passes to the client.
     *
     * @param serviceUrl taken off links and locations, so that no client ever learns or follows it
     */
    static HttpHeaders ofAnswer(HttpMessage answer, String serviceUrl) {
        Set<String> named = namedIn(Stream.of(answer.getHeaders("Connection")).map(Header::getValue));
        HttpHeaders passed = new HttpHeaders();
        for (Header header : answer.getHeaders()) {
            String lower = header.getName().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) && !SERVICE_ONLY.contains(lower) && !named.contains(lower)) {
                passed.add(
                        header.getName(),
                        isLink(lower) ? header.getValue().replace(serviceUrl, "") : header.getValue());
            }
        }
        return passed;
    }

    private static boolean isLink(String name) {
        return List.of("location", "content-location", "link").contains(name);
    }

    private static Set<String> namedIn(Stream<String> connectionHeaders) {
        Set<String> names = new HashSet<>();
        connectionHeaders
                .flatMap(value -> Stream.of(value.split(",")))
                .forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        return names;
    }
}
