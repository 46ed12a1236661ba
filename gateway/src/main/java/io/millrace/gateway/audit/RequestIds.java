package io.millrace.gateway.audit;

import io.millrace.kernel.Uuids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.Enumeration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Names every request: by the client's {@code X-Request-Id} where that is 1 to 64 letters, digits, dots, colons, dashes or
 * underscores, else by a new UUIDv7. The name is in the answer, in the log, and goes with the request to the service.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
public final class RequestIds extends OncePerRequestFilter {
    public static final String HEADER = "X-Request-Id";

    private static final String MDC_KEY = "requestId";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Clock clock;

    RequestIds(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader(HEADER);
        String id = given != null && FORM.matcher(given).matches()
                ? given
                : Uuids.next(clock).toString();
        response.setHeader(HEADER, id);
        MDC.put(MDC_KEY, id);
        try {
            chain.doFilter(new Named(request, id), response);
        } finally {
            MDC.remove(MDC_KEY);
        }
    }

    /** The request with exactly one request id. */
    private static final class Named extends HttpServletRequestWrapper {
        private final String id;

        Named(HttpServletRequest request, String id) {
            super(request);
            this.id = id;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return HEADER.equalsIgnoreCase(name) ? id : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return HEADER.equalsIgnoreCase(name)
                    ? Collections.enumeration(Collections.singleton(id))
                    : super.getHeaders(name);
        }
    }
}
