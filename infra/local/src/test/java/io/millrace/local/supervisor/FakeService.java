package io.millrace.local.supervisor;

import com.sun.net.httpserver.HttpServer;
import io.millrace.local.process.StdinWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Stands in for a service's executable jar: it extracts itself as Spring Boot's jar does, answers health on the service's
 * port, and ends with its standard input. Asked by {@code check}, it answers with the question, or fails where that is "fail".
 */
public final class FakeService {
    private FakeService() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(FakeService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if ("tools".equals(System.getProperty("jarmode"))) {
            extract(jar, Path.of(arguments[2]));
            return;
        }
        if (arguments.length == 1 && arguments[0].equals("check")) {
            System.exit(answer());
        }
        StdinWatch.exitAtEndOfInput(Duration.ofSeconds(5));
        serve(Integer.parseInt(Files.readString(jar.resolveSibling("port")).strip())
                + Integer.parseInt(System.getenv("MILLRACE_PORT_OFFSET")));
    }

    private static void extract(Path jar, Path destination) throws IOException {
        Files.createDirectories(destination);
        Files.copy(jar, destination.resolve(jar.getFileName()));
        Files.copy(jar.resolveSibling("port"), destination.resolve("port"));
    }

    private static int answer() throws IOException {
        byte[] question = System.in.readAllBytes();
        if (new String(question, StandardCharsets.UTF_8).equals("fail")) {
            System.err.println("it does not know");
            return 1;
        }
        System.out.write(question);
        System.out.flush();
        return 0;
    }

    private static void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/actuator/health", exchange -> {
            byte[] body = "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
