package io.millrace.testkit.host;

import java.io.IOException;
import java.nio.file.Path;

/** The program of the hosting process: starts the servers, publishes their addresses, ends when no build needs them. */
public final class ServerHost {
    private static final long USERS_INTERVAL_MS = 1_000;

    private ServerHost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HostDirectory directory = new HostDirectory(Path.of(arguments[0]));
        long pid = ProcessHandle.current().pid();
        try (HostedServers servers = HostedServers.start(directory, pid)) {
            while (!directory.leaveIfUnused() && servers.areAlive()) {
                Thread.sleep(USERS_INTERVAL_MS);
            }
        }
        HostClassPath.delete(directory.data(pid));
        System.exit(0);
    }
}
