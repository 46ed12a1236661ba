package io.millrace.gateway.route;

import io.millrace.kernel.ServiceName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Connections to the services, kept alive and bounded. A request is sent as it stands and never a second time: what may be
 * repeated is the caller's decision. A service that answers before it has read the whole body, to refuse it, is heard.
 */
@Component
final class ServiceConnections implements DisposableBean {
    // Shorter than the 20 s after which Tomcat closes an idle connection, so that none is used while it is being
    // closed.
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration VALIDATED = Duration.ofMillis(500);
    private static final Timeout CONNECTION_WAIT = Timeout.ofSeconds(1);

    private final CloseableHttpClient client;
    /** Subscriptions last; they must not take the connections that everything else needs. */
    private final CloseableHttpClient subscriptions;

    ServiceConnections(RouteSettings settings) {
        this.client = client(settings, settings.connectionsPerService());
        this.subscriptions = client(settings, settings.subscriptionsPerService());
    }

    private static CloseableHttpClient client(RouteSettings settings, int perService) {
        return HttpClients.custom()
                .setConnectionManager(pool(settings, perService))
                .evictIdleConnections(TimeValue.of(IDLE))
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .disableRedirectHandling()
                .build();
    }

    private static PoolingHttpClientConnectionManager pool(RouteSettings settings, int perService) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .responseOutOfOrderStrategy((request, connection, in, sent, next) -> in.available() > 0)
                        .build())
                .setMaxConnPerRoute(perService)
                .setMaxConnTotal(perService * (ServiceName.values().length - 1))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setIdleTimeout(Timeout.of(IDLE))
                        .setValidateAfterInactivity(TimeValue.of(VALIDATED))
                        .build())
                .build();
    }

    /**
     * A request that is not sent yet.
     *
     * @param pathAndQuery exactly as the client has sent it
     */
    HttpUriRequestBase request(String method, URI service, String pathAndQuery, Duration timeout) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, service);
        request.setPath(pathAndQuery);
        request.setConfig(RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setConnectionRequestTimeout(CONNECTION_WAIT)
                .setConnectionKeepAlive(TimeValue.of(IDLE))
                .setContentCompressionEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setRedirectsEnabled(false)
                .setResponseTimeout(Timeout.of(timeout))
                .build());
        return request;
    }

    /** Returns when the head of the answer is there; its body is still to be read, or the request to be aborted. */
    ClassicHttpResponse send(HttpUriRequestBase request, URI service, Route.Patience patience) throws IOException {
        CloseableHttpClient sending = patience == Route.Patience.CHANGES ? subscriptions : client;
        return sending.executeOpen(
                new HttpHost(service.getScheme(), service.getHost(), service.getPort()), request, null);
    }

    @Override
    public void destroy() throws IOException {
        client.close();
        subscriptions.close();
    }
}
