package io.millrace.views;

import io.millrace.testkit.TestIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One copy of the service in this JVM, over real servers. */
public final class RunningViewService implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private final String url;

    private RunningViewService(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    public static RunningViewService start(
            String namespace, String kafka, String redis, String copy, Map<String, String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--millrace.namespace=" + namespace,
                "--millrace.kafka=" + kafka,
                "--millrace.copy=" + copy,
                "--millrace.home=" + TestIdentity.keysHome(),
                "--millrace.urls.stream-processor-service=http://127.0.0.1:9",
                "--spring.kafka.bootstrap-servers=" + kafka,
                "--spring.cloud.stream.kafka.binder.brokers=" + kafka,
                "--spring.cloud.stream.bindings.measurements-out-0.destination=" + namespace + ".millrace.measurements",
                "--spring.data.redis.url=" + redis,
                "--spring.jmx.enabled=false"));
        // Two of one name would be a list.
        arguments.removeIf(argument -> more.containsKey(argument.substring(2, argument.indexOf('='))));
        more.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new RunningViewService(
                new SpringApplicationBuilder(ViewServiceApplication.class).run(arguments.toArray(String[]::new)));
    }

    public String url() {
        return url;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, Tokens.READER, headers));
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> post(String path, String json, String... headers) {
        return postAs(Tokens.READER, path, json, headers);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> postAs(String token, String path, String json, String... headers) {
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path, String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + token);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Tokens {
        static final String READER = TestIdentity.token("read:* service");
    }

    @Override
    public void close() {
        context.close();
    }
}
