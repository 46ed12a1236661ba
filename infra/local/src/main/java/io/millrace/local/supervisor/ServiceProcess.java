package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import io.millrace.local.process.Startable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One of the seven services, run from its extracted jar. */
final class ServiceProcess implements Startable {
    private static final int PROBE_TIMEOUT_MS = 1_000;

    private final ServiceName service;
    private final int port;
    private final ServiceApp app;
    private final Map<String, String> environment;
    private final Path log;

    ServiceProcess(ServiceName service, int port, ServiceApp app, Map<String, String> environment, Path log) {
        this.service = service;
        this.port = port;
        this.app = app;
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    @Override
    public String name() {
        return service.moduleName();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public OwnedProcess start() {
        app.extract();
        return OwnedProcess.start(new Launch(name(), app.command(), environment, log, End.WATCHES_STDIN));
    }

    /** Its health says UP. */
    @Override
    public boolean ready() {
        try {
            URL url =
                    URI.create("http://127.0.0.1:" + port + "/actuator/health").toURL();
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(PROBE_TIMEOUT_MS);
            connection.setReadTimeout(PROBE_TIMEOUT_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(20);
    }
}
