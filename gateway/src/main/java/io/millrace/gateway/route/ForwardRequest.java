package io.millrace.gateway.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.millrace.gateway.identity.Callers;
import io.millrace.gateway.identity.SignedPrincipals;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.identity.Principal;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Passes a request on to a service: path and query byte for byte, the body as it comes, the client's credential replaced by
 * a signed principal. A service that cannot be reached or breaks off is counted by its circuit breaker, as no status that
 * it answers with is: a service that answers is there, and one caller's failing request must not close it to all others.
 */
@Component
final class ForwardRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardRequest.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD");

    private final MillraceSettings millrace;
    private final RouteSettings settings;
    private final ServiceConnections connections;
    private final CircuitBreakerRegistry breakers;
    private final SignedPrincipals principals;
    private final ProblemWriter problems;

    ForwardRequest(
            MillraceSettings millrace,
            RouteSettings settings,
            ServiceConnections connections,
            CircuitBreakerRegistry breakers,
            SignedPrincipals principals,
            ProblemWriter problems) {
        this.millrace = millrace;
        this.settings = settings;
        this.connections = connections;
        this.breakers = breakers;
        this.principals = principals;
        this.problems = problems;
    }

    ServerResponse along(Route route, ServerRequest request) {
        HttpServletRequest client = request.servletRequest();
        if (!METHODS.contains(client.getMethod())) {
            return new ProblemAnswer(
                    problems, CommonError.METHOD_NOT_ALLOWED, "The method is not one of " + METHODS + ".");
        }
        CircuitBreaker breaker = breakers.circuitBreaker(route.target().moduleName());
        if (!breaker.tryAcquirePermission()) {
            return new ProblemAnswer(problems, UpstreamFailure.circuitOpen(route.target()));
        }
        return guarded(route, client, breaker);
    }

    private ServerResponse guarded(Route route, HttpServletRequest client, CircuitBreaker breaker) {
        long start = breaker.getCurrentTimestamp();
        boolean decided = false;
        try {
            Sent sent = sendTwiceAtMost(route, client);
            decided = true;
            breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
            return new RelayedAnswer(sent.request(), sent.answer(), sent.serviceUrl(), problems);
        } catch (ClientBodyException e) {
            LOG.debug("{} {}: the client broke off its body", client.getMethod(), client.getRequestURI(), e);
            return ProblemAnswer.ofClientBody(problems, e);
        } catch (IOException e) {
            UpstreamFailure failure = UpstreamFailure.of(e, route.target(), settings.timeout(route.patience()));
            LOG.info(
                    "{} {}: answered with {} ({})",
                    client.getMethod(),
                    client.getRequestURI(),
                    failure.code(),
                    e.toString());
            if (failure.ofService()) {
                decided = true;
                breaker.onError(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit(), e);
            }
            return new ProblemAnswer(problems, failure);
        } finally {
            if (!decided) {
                breaker.releasePermission();
            }
        }
    }

    private record Sent(HttpUriRequestBase request, ClassicHttpResponse answer, String serviceUrl) {}

    /** Repeats a read whose connection could not be made or was closed under it; never a request with a body. */
    private Sent sendTwiceAtMost(Route route, HttpServletRequest client) throws IOException {
        try {
            return send(route, client);
        } catch (IOException e) {
            UpstreamFailure failure = UpstreamFailure.of(e, route.target(), settings.timeout(route.patience()));
            boolean broken = failure.ofService() && failure.code() != CommonError.TIMED_OUT;
            if (e instanceof ClientBodyException || !broken || !isRepeatable(client)) {
                throw e;
            }
            return send(route, client);
        }
    }

    private static boolean isRepeatable(HttpServletRequest client) {
        return REPEATABLE.contains(client.getMethod())
                && client.getContentLengthLong() <= 0
                && client.getHeader("Transfer-Encoding") == null;
    }

    private Sent send(Route route, HttpServletRequest client) throws IOException {
        ServiceName target = route.target();
        URI service = millrace.serviceUrl(target);
        Duration timeout = settings.timeout(route.patience());
        HttpUriRequestBase request = connections.request(client.getMethod(), service, pathAndQuery(client), timeout);
        Headers.copyRequest(client, request);
        Principal principal = Callers.of(client)
                .orElseThrow(() -> new IllegalStateException("an unverified request reached a route"));
        request.setHeader("Authorization", "Bearer " + principals.token(principal));
        request.setHeader("X-Request-Id", client.getHeader("X-Request-Id"));
        request.setEntity(ClientBody.of(client, request));
        return new Sent(request, connections.send(request, service, route.patience()), service.toString());
    }

    private static String pathAndQuery(HttpServletRequest client) {
        String query = client.getQueryString();
        return query == null ? client.getRequestURI() : client.getRequestURI() + "?" + query;
    }
}
