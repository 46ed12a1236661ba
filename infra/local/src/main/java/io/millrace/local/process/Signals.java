package io.millrace.local.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** Sends POSIX signals that {@link ProcessHandle} does not know, by the system's {@code kill}. */
final class Signals {
    private static final int ANSWER_SECONDS_MAX = 5;

    private Signals() {}

    /** A signal to a process that is gone already does nothing. */
    static void send(String signal, long pid) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }
}
