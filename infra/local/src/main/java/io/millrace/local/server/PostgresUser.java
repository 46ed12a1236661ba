package io.millrace.local.server;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As whom PostgreSQL runs. An ordinary user runs it as it is. Root enters a user namespace ({@code unshare -U}), where the
 * same files are readable and the process is not root any more.
 *
 * @param prefix words before the command
 */
record PostgresUser(List<String> prefix) {
    private static final List<String> NAMESPACE = List.of("unshare", "-U");

    static PostgresUser forThisProcess() {
        if (!isRoot()) {
            return new PostgresUser(List.of());
        }
        if (!isNamespaceAvailable()) {
            throw new LocalException("PostgreSQL does not run as root and this system allows no user namespaces"
                    + " (unshare -U fails); run Millrace as an ordinary user, or set MILLRACE_POSTGRES");
        }
        return new PostgresUser(NAMESPACE);
    }

    private static boolean isRoot() {
        try {
            return Files.exists(Path.of("/proc/self"))
                    && ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isNamespaceAvailable() {
        try {
            Process process = new ProcessBuilder("unshare", "-U", "true")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
