package io.millrace.starter.identity;

import io.millrace.kernel.ServiceName;
import io.millrace.starter.MillraceSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * Clients of other services' published interfaces. A call carries a token that this service has signed for itself; it
 * connects within 1 second and answers within 5, or fails. Retries and circuit breaking are the caller's.
 */
public final class ServiceClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(5);

    private final MillraceSettings settings;
    private final PrincipalTokens tokens;
    private final IdentitySettings identity;
    private final Clock clock;
    private final Principal self;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private volatile @Nullable Token token;

    private record Token(String text, Instant renewAt) {}

    ServiceClients(
            MillraceSettings settings, PrincipalTokens tokens, IdentitySettings identity, Clock clock, String service) {
        this.settings = settings;
        this.tokens = tokens;
        this.identity = identity;
        this.clock = clock;
        this.self = new Principal(service, service, Set.of(Principal.SERVICE));
    }

    /**
     * @param api an interface with {@code @HttpExchange} methods
     * @return a client that throws {@link org.springframework.web.client.RestClientException}; a 404 is {@link
     *     org.springframework.web.client.HttpClientErrorException.NotFound}
     */
    public <T> T client(Class<T> api, ServiceName target) {
        return client(api, target, this::token);
    }

    /**
     * The same with the token of whoever calls this service at that moment: what the other service allows is what it allows
     * them. To be used within a request.
     *
     * @param api an interface with {@code @HttpExchange} methods
     */
    public <T> T callersClient(Class<T> api, ServiceName target) {
        return client(api, target, ServiceClients::callersToken);
    }

    private static String callersToken() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken caller) {
            return caller.getToken().getTokenValue();
        }
        throw new IllegalStateException("nobody calls: there is no request on this thread");
    }

    private <T> T client(Class<T> api, ServiceName target, Supplier<String> bearer) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(READ_TIMEOUT);
        RestClient rest = RestClient.builder()
                .baseUrl(settings.serviceUrl(target).toString())
                .requestFactory(requests)
                .requestInterceptor((request, body, execution) -> {
                    request.getHeaders().setBearerAuth(bearer.get());
                    return execution.execute(request, body);
                })
                .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest))
                .build()
                .createClient(api);
    }

    /**
     * A request that carries this service's token, for answers that come piece by piece and take longer than those of a client.
     *
     * @param path from the root of the service
     */
    public HttpRequest.Builder request(ServiceName target, String path) {
        return HttpRequest.newBuilder(settings.serviceUrl(target).resolve(path))
                .setHeader("Authorization", "Bearer " + token());
    }

    private String token() {
        Instant now = clock.instant();
        Token present = token;
        if (present == null || !now.isBefore(present.renewAt())) {
            present = new Token(tokens.sign(self), now.plus(identity.tokenTtl()).minus(RENEW_BEFORE));
            token = present;
        }
        return present.text();
    }
}
