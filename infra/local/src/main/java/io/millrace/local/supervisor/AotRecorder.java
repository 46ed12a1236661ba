package io.millrace.local.supervisor;

import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Records the JDK's ahead-of-time cache of a service (JEP 514), with which later starts take half the time: a second copy
 * of the service is started up to the point where it would take requests. It runs at the lowest priority after the suite is
 * ready, one service after another. A service without a cache only starts slower.
 */
final class AotRecorder {
    private static final Duration RECORDING_MAX = Duration.ofMinutes(15);
    /**
     * Linux shares the processors among sessions before it looks at priorities inside of one, and the recording has a session
     * of its own: that gets the lowest share, too. Without a session of its own, the share would be the supervisor's.
     */
    private static final List<String> LOWEST_PRIORITY = OwnedProcess.hasSetsid()
            ? List.of("sh", "-c", "echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 \"$0\" \"$@\"")
            : List.of("nice", "-n", "19");

    private final Path log;
    private final Consumer<String> journal;

    AotRecorder(Path log, Consumer<String> journal) {
        this.log = log;
        this.journal = journal;
    }

    /** Does nothing where the cache is there. */
    void record(ServiceApp app, Map<String, String> environment) throws InterruptedException {
        Path cache = app.cache();
        Path partial = cache.resolveSibling("recording.aot");
        if (app.hasCache()) {
            return;
        }
        List<String> command = new ArrayList<>(LOWEST_PRIORITY);
        command.addAll(app.recordingCommand(partial));
        OwnedProcess process = OwnedProcess.start(
                new Launch(app.name() + " (recording)", command, environment, log, End.WATCHES_STDIN));
        try {
            process.exit().get(RECORDING_MAX.toSeconds(), TimeUnit.SECONDS);
            if (Files.exists(partial)) {
                Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
                journal.accept(app.name() + " will start faster next time, its AOT cache is recorded");
            } else {
                journal.accept(app.name() + " left no AOT cache, it goes on without; see " + log);
            }
        } catch (TimeoutException | ExecutionException | IOException e) {
            journal.accept(app.name() + " goes on without an AOT cache: " + e);
        } finally {
            process.kill();
        }
    }
}
