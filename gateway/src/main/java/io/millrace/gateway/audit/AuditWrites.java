package io.millrace.gateway.audit;

import io.millrace.gateway.identity.Callers;
import io.millrace.gateway.route.RouteTable;
import io.millrace.starter.identity.Principal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * One line in the log {@code millrace.audit} per request that may change something, also where it was refused: who, what,
 * with which result. Neither queries nor bodies nor credentials are in it.
 */
@Component
@Order(AuditWrites.BEFORE_SECURITY)
final class AuditWrites extends OncePerRequestFilter {
    static final int BEFORE_SECURITY = -200;

    private static final Logger AUDIT = LoggerFactory.getLogger("millrace.audit");
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READS.contains(request.getMethod()) || RouteTable.isRead(request.getMethod(), request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long startNanos = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            AUDIT.info(
                    "principal={} method={} path={} status={} requestId={} durationMs={}",
                    Callers.of(request)
                            .map(Principal::id)
                            .map(AuditWrites::oneLine)
                            .orElse("-"),
                    oneLine(request.getMethod()),
                    oneLine(request.getRequestURI()),
                    response.getStatus(),
                    request.getHeader(RequestIds.HEADER),
                    Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
        }
    }

    /** What a caller could have chosen must not look like a second line or another member. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s=]", "_");
    }
}
