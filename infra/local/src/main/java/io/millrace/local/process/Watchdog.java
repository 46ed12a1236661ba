package io.millrace.local.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * A small shell process that ends a native server when the starter is gone. Its standard input is a pipe that the starter
 * holds open and never writes to: the end of file means that the starter died. A watchdog that is killed itself is
 * replaced for as long as its server lives.
 */
final class Watchdog {
    /** Reads until the end of file; then ends the server in good order, and after 10 seconds with SIGKILL. */
    private static final String SCRIPT = """
            read -r _
            kill -"$2" "$1" 2>/dev/null || exit 0
            n=0
            while kill -0 "$1" 2>/dev/null; do
              n=$((n+1))
              if [ "$n" -gt 100 ]; then kill -KILL "$1" 2>/dev/null; exit 0; fi
              sleep 0.1
            done
            """;

    private static final int REPLACEMENTS_MAX = 1000;

    private final Process server;
    private final String signal;
    private volatile boolean released;
    private volatile Process dog;

    private Watchdog(Process server, String signal) throws IOException {
        this.server = server;
        this.signal = signal;
        this.dog = spawn();
    }

    static Watchdog over(Process server, String signal) throws IOException {
        Watchdog watchdog = new Watchdog(server, signal);
        watchdog.replaceWhenGone(REPLACEMENTS_MAX);
        server.onExit().thenRun(watchdog::release);
        return watchdog;
    }

    /** The server is gone: nothing is left to watch, and its process id may soon be another's. */
    void release() {
        released = true;
        dog.destroyForcibly();
    }

    private void replaceWhenGone(int left) {
        dog.onExit().thenRun(() -> {
            if (released || !server.isAlive() || left == 0) {
                return;
            }
            try {
                dog = spawn();
                replaceWhenGone(left - 1);
            } catch (IOException e) {
                server.destroy();
            }
        });
    }

    private Process spawn() throws IOException {
        List<String> shell = List.of("sh", "-c", SCRIPT, "millrace-watchdog", Long.toString(server.pid()), signal);
        List<String> command = new ArrayList<>(shell);
        if (OwnedProcess.hasSetsid()) {
            command.addFirst("setsid");
        }
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
