package io.millrace.gateway.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.identity.Callers;
import io.millrace.kernel.CommonError;
import io.millrace.starter.identity.Principal;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 429 to a principal whose quota is used up, and says to everybody what is left (the RateLimit fields of the IETF's
 * HTTPAPI group). The counter {@code millrace.gateway.quota.refused} counts the 429s.
 */
final class LimitRequests extends OncePerRequestFilter {
    private final Quotas quotas;
    private final QuotaSettings settings;
    private final ProblemWriter problems;
    private final Counter refused;

    LimitRequests(Quotas quotas, QuotaSettings settings, ProblemWriter problems, MeterRegistry meters) {
        this.quotas = quotas;
        this.settings = settings;
        this.problems = problems;
        this.refused = Counter.builder("millrace.gateway.quota.refused")
                .description("Requests that were answered with 429")
                .register(meters);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Principal> caller = Callers.of(request);
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Allowance.Decision decision = quotas.decide(caller.get().id());
        long waitSeconds = Math.max(1, decision.pause().plusMillis(999).toSeconds());
        response.setHeader("RateLimit-Policy", "\"requests\";q=" + settings.requestsPerSecond() + ";w=1");
        response.setHeader("RateLimit", "\"requests\";r=" + decision.remaining() + ";t=" + waitSeconds);
        if (decision.allowed()) {
            chain.doFilter(request, response);
            return;
        }
        refused.increment();
        response.setHeader("Retry-After", Long.toString(waitSeconds));
        problems.write(
                request,
                response,
                CommonError.TOO_MANY_REQUESTS,
                "The quota of " + settings.requestsPerSecond() + " requests a second is used up. Send again in "
                        + waitSeconds + " s, or put several events or reads into one request.");
    }
}
