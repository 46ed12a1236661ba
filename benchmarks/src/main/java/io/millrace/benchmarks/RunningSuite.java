package io.millrace.benchmarks;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.supervisor.ProcessState;
import io.millrace.local.supervisor.ProcessStatus;
import io.millrace.local.supervisor.Suite;
import io.millrace.local.supervisor.SuiteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The suite that runs over {@code MILLRACE_HOME} (default {@code .millrace}) at {@code MILLRACE_PORT_OFFSET}, all of it ready. */
final class RunningSuite {
    private final SuiteSettings settings;
    private final Suite suite;
    private final SuiteClient client;

    /** What is done with the suite. */
    interface Benchmark {
        void run(RunningSuite suite, Arguments arguments) throws Exception;
    }

    private RunningSuite(SuiteSettings settings) {
        this.settings = settings;
        this.suite = new Suite(settings);
        requireReady();
        this.client = new SuiteClient("http://127.0.0.1:" + settings.port(ServiceName.GATEWAY), token());
    }

    /** Runs a benchmark; what stands in its way is told in one line, and the process ends with 1. */
    static void use(Benchmark benchmark, String... arguments) throws Exception {
        try {
            benchmark.run(new RunningSuite(SuiteSettings.of(System.getenv(), Path.of(""))), Arguments.of(arguments));
        } catch (LocalException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    SuiteSettings settings() {
        return settings;
    }

    SuiteClient client() {
        return client;
    }

    String kafka() {
        return settings.variable("MILLRACE_KAFKA").orElseGet(() -> "127.0.0.1:" + port("kafka"));
    }

    int port(String name) {
        return status(name).port();
    }

    /**
     * The process of a server or service.
     *
     * @throws LocalException where it does not run here
     */
    long pid(String name) {
        ProcessStatus status = status(name);
        Long pid = status.pid();
        if (pid == null) {
            throw new LocalException(name + " has no process of its own here (" + status.state()
                    + "); this benchmark needs a suite that runs all of its servers itself.");
        }
        return pid;
    }

    private ProcessStatus status(String name) {
        return suite.statuses().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LocalException("The suite has no " + name + "."));
    }

    private void requireReady() {
        if (!suite.isRunning()) {
            throw new LocalException(
                    "Millrace does not run over " + settings.home().root()
                            + "; start it with ./millrace up --detach, under the same MILLRACE_HOME and MILLRACE_PORT_OFFSET.");
        }
        List<String> unready = suite.statuses().stream()
                .filter(status -> status.state() != ProcessState.READY)
                .map(status -> status.name() + " is " + status.state())
                .toList();
        if (!unready.isEmpty()) {
            throw new LocalException(String.join(", ", unready) + "; wait until ./millrace status says READY of all.");
        }
        int gateway = port(ServiceName.GATEWAY.moduleName());
        if (gateway != settings.port(ServiceName.GATEWAY)) {
            throw new LocalException("The suite's gateway listens on " + gateway + "; set MILLRACE_PORT_OFFSET to "
                    + (gateway - ServiceName.GATEWAY.port()) + ".");
        }
    }

    private String token() {
        try {
            return Files.readString(settings.home().token()).strip();
        } catch (IOException e) {
            throw new LocalException(
                    "The administrator token " + settings.home().token() + " cannot be read.", e);
        }
    }
}
