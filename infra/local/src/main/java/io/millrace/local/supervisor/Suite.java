package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A suite seen from outside of its supervisor: what {@code status} and {@code down} need. */
public final class Suite {
    private static final long PROBE_INTERVAL_MS = 100;

    private final SuiteSettings settings;

    public Suite(SuiteSettings settings) {
        this.settings = settings;
    }

    /** Whether a supervisor runs over this home. */
    public boolean isRunning() {
        return Files.exists(settings.home().root()) && settings.home().isLocked();
    }

    /** All ten, also those that were never started. A process that died a moment ago is RESTARTING. */
    public List<ProcessStatus> statuses() {
        Map<String, ProcessStatus> all = new LinkedHashMap<>();
        stopped().forEach(status -> all.put(status.name(), status));
        ExternalServer.all(settings).forEach(server -> all.put(server.name(), server.unwatched()));
        if (isRunning()) {
            settings.home().statusFile().read().stream()
                    .filter(status -> status.state() != ProcessState.STOPPED)
                    .forEach(status -> all.put(status.name(), observed(status)));
        }
        return List.copyOf(all.values());
    }

    /**
     * Ends the suite in good order; after the time with SIGKILL.
     *
     * @return false where none ran
     */
    public boolean down(Duration max) throws InterruptedException {
        if (!isRunning()) {
            return false;
        }
        ProcessHandle supervisor = supervisor()
                .orElseThrow(() -> new LocalException("A supervisor holds "
                        + settings.home().root() + " but its process id is not known; end it by hand"));
        List<ProcessStatus> statuses = settings.home().statusFile().read();
        supervisor.destroy();
        if (!awaitEnd(max)) {
            supervisor.destroyForcibly();
            Leftovers.end(statuses, line -> {});
        }
        return true;
    }

    private boolean awaitEnd(Duration max) throws InterruptedException {
        long deadline = System.nanoTime() + max.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PROBE_INTERVAL_MS);
        }
        return true;
    }

    private Optional<ProcessHandle> supervisor() {
        return settings.home().supervisorFile().read().stream().findFirst().flatMap(Leftovers::find);
    }

    private static ProcessStatus observed(ProcessStatus status) {
        boolean gone = status.pid() != null && Leftovers.find(status).isEmpty();
        return gone
                ? ProcessStatus.of(status.name(), status.port(), ProcessState.RESTARTING, "it died a moment ago")
                : status;
    }

    private List<ProcessStatus> stopped() {
        List<ProcessStatus> statuses = new ArrayList<>();
        statuses.add(stopped("kafka", settings.serverPort(SuiteSettings.KAFKA_PORT)));
        statuses.add(stopped("postgres", settings.serverPort(SuiteSettings.POSTGRES_PORT)));
        statuses.add(stopped("redis", settings.serverPort(SuiteSettings.REDIS_PORT)));
        for (ServiceName service : ServiceName.values()) {
            statuses.add(stopped(service.moduleName(), settings.port(service)));
        }
        return statuses;
    }

    private static ProcessStatus stopped(String name, int port) {
        return ProcessStatus.of(name, port, ProcessState.STOPPED, null);
    }
}
