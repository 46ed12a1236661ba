package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.process.Startable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one suite over one home until it is stopped. Servers first, services when all servers are ready. There is one
 * supervisor per home; its death ends everything that it started.
 */
public final class Supervisor {
    private static final long LOG_BYTES_MAX = 16L << 20;
    private static final int LOCK_ATTEMPTS_MAX = 10;
    private static final Duration LOCK_INTERVAL = Duration.ofMillis(50);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    private final SuiteSettings settings;
    private final Consumer<String> journal;
    private final StatusBoard board;
    private final Home.HomeLock lock;
    private final List<Supervised> servers = new ArrayList<>();
    private final List<Supervised> services = new ArrayList<>();
    private final List<ExternalServer> external = new ArrayList<>();
    private @Nullable Thread watch;
    private @Nullable Thread recorder;
    private boolean stopped;

    private Supervisor(SuiteSettings settings, Consumer<String> journal, Home.HomeLock lock) {
        this.settings = settings;
        this.journal = journal;
        this.lock = lock;
        this.board = new StatusBoard(settings.home().statusFile(), journal);
    }

    /**
     * Starts the suite and returns at once.
     *
     * @param journal takes one line for each thing that a reader of the log should know
     * @throws LocalException when something stands in the way; one line for each thing
     */
    public static Supervisor start(SuiteSettings settings, Consumer<String> journal) throws InterruptedException {
        Home home = settings.home();
        home.create();
        Home.HomeLock lock = lock(home);
        if (lock == null) {
            throw new LocalException("Millrace already runs over " + home.root()
                    + "; see ./millrace status, or end it with ./millrace down");
        }
        try {
            List<ProcessStatus> earlier = home.statusFile().read();
            // What an earlier supervisor wrote last is not how this one's processes are.
            home.statusFile().write(earlier.stream().map(ProcessStatus::stopped).toList());
            Leftovers.end(earlier, journal);
            home.supervisorFile().write(List.of(itself()));
            Secrets secrets = new Secrets(home);
            secrets.ensure();
            Supervisor supervisor = new Supervisor(settings, journal, lock);
            supervisor.startAll(secrets);
            return supervisor;
        } catch (IOException e) {
            lock.close();
            throw new LocalException(home.root() + " cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static ProcessStatus itself() {
        ProcessHandle self = ProcessHandle.current();
        return new ProcessStatus("supervisor", self.pid(), 0, ProcessState.READY, Leftovers.startedAt(self), null);
    }

    /** As they are now. */
    public List<ProcessStatus> statuses() {
        return board.all();
    }

    /** Ends services, then servers, in good order; returns when all are gone. */
    public synchronized void stop() throws InterruptedException {
        if (stopped) {
            return;
        }
        stopped = true;
        for (Thread thread : new Thread[] {recorder, watch}) {
            if (thread != null) {
                thread.interrupt();
                thread.join();
            }
        }
        stopTogether(services);
        stopTogether(servers);
        external.forEach(server -> board.set(server.unwatched()));
        journal.accept("everything is stopped");
        lock.close();
    }

    /** Another command that asks whether a suite runs holds the lock for a moment. */
    private static Home.@Nullable HomeLock lock(Home home) throws InterruptedException {
        Home.HomeLock lock = home.tryLock();
        for (int i = 0; i < LOCK_ATTEMPTS_MAX && lock == null; i++) {
            Thread.sleep(LOCK_INTERVAL);
            lock = home.tryLock();
        }
        return lock;
    }

    private void startAll(Secrets secrets) {
        SuiteServers suite = SuiteServers.of(settings, secrets);
        SuiteServices programs = new SuiteServices(settings, secrets, suite.addresses());
        Map<ServiceName, ServiceApp> apps = new LinkedHashMap<>();
        SuiteServices.ORDER.forEach(service -> apps.put(service, programs.app(service)));
        refuseProblems(suite, secrets);

        Semaphore starts = new Semaphore(Math.max(3, Runtime.getRuntime().availableProcessors() + 1), true);
        Set<String> needs = new LinkedHashSet<>();
        for (ExternalServer server : suite.external()) {
            external.add(server);
            needs.add(server.name());
            board.set(ProcessStatus.of(server.name(), server.port(), ProcessState.STARTING, "run by others"));
        }
        for (Startable server : suite.embedded()) {
            needs.add(server.name());
            servers.add(new Supervised(server, Set.of(), new Semaphore(1), board, journal));
        }
        apps.forEach((service, app) ->
                services.add(new Supervised(programs.process(service, app), needs, starts, board, journal)));
        servers.forEach(Supervised::start);
        services.forEach(Supervised::start);
        watch = Thread.ofPlatform().name("watch").start(this::watch);
        if (!settings.variable("MILLRACE_AOT").orElse("on").equals("off")) {
            recorder = Thread.ofPlatform().name("aot-recorder").start(() -> recordAll(programs, apps));
        }
    }

    private void refuseProblems(SuiteServers suite, Secrets secrets) {
        Map<Integer, String> ports = new LinkedHashMap<>();
        for (Startable server : suite.embedded()) {
            ports.put(server.port(), server.name());
            if (server.name().equals("kafka")) {
                ports.put(settings.serverPort(SuiteSettings.KAFKA_CONTROLLER_PORT), server.name());
            }
        }
        SuiteServices.ORDER.forEach(service -> ports.put(settings.port(service), service.moduleName()));
        List<String> problems = new Preflight(settings.home()).problems(ports);
        suite.embedded().forEach(server -> server.obstacle().ifPresent(problems::add));
        problems.addAll(SuiteServers.refusals(settings, secrets));
        if (!problems.isEmpty()) {
            throw new LocalException(String.join("\n", problems));
        }
    }

    private void watch() {
        LogBounds logs = new LogBounds(settings.home().root().resolve("logs"), LOG_BYTES_MAX);
        try {
            while (true) {
                external.forEach(server -> board.set(server.observed()));
                logs.enforce();
                Thread.sleep(WATCH_INTERVAL);
            }
        } catch (IOException e) {
            journal.accept("the log files cannot be kept small any more: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recordAll(SuiteServices programs, Map<ServiceName, ServiceApp> apps) {
        AotRecorder aot = new AotRecorder(settings.home().log("aot"), journal);
        try {
            board.awaitReady(
                    Set.copyOf(board.all().stream().map(ProcessStatus::name).toList()));
            for (ServiceName service : SuiteServices.RECORDING_ORDER) {
                aot.record(Objects.requireNonNull(apps.get(service)), programs.environment(service));
            }
            if (apps.values().stream().allMatch(ServiceApp::hasCache)) {
                journal.accept("AOT caches are complete: every service that is started from now on uses one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopTogether(List<Supervised> all) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Supervised one : all) {
            threads.add(Thread.ofPlatform().name("stop-" + one.name()).start(() -> stop(one)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void stop(Supervised one) {
        try {
            one.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
