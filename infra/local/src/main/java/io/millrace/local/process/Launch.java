package io.millrace.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started and ended.
 *
 * @param name what it is called in messages, for example {@code kafka}
 * @param command the program and its arguments; no secrets, for every user can read them
 * @param environment added to this process' own environment
 * @param log where its output goes, appended
 * @param end who ends it when the process that started it is gone, and how
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path log, End end) {

    /** Who ends the process when its starter is gone. */
    public enum End {
        /** It reads its standard input and exits at the end of file; SIGTERM ends it in good order. */
        WATCHES_STDIN("TERM"),
        /** A watchdog ends it; SIGTERM ends it in good order. */
        BY_TERM("TERM"),
        /** A watchdog ends it; SIGINT ends it in good order (PostgreSQL's fast shutdown). */
        BY_INT("INT");

        private final String signal;

        End(String signal) {
            this.signal = signal;
        }

        String signal() {
            return signal;
        }
    }

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
