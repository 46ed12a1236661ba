package io.millrace.testkit.host;

/** The three servers of a host, in one of two forms. */
sealed interface HostedServers extends AutoCloseable permits EmbeddedServers, ContainerServers {

    /** Containers where a Docker engine answers, else the embedded programs. */
    static HostedServers start(HostDirectory directory, long hostPid) {
        if (Docker.answers()) {
            try {
                return ContainerServers.start(directory);
            } catch (RuntimeException e) {
                System.out.println("containers cannot be started, the embedded servers are used instead: " + e);
            }
        }
        return EmbeddedServers.start(directory, hostPid);
    }

    /** False when a server has died: then the host ends, and the next test JVM starts a new one. */
    boolean areAlive();

    @Override
    void close() throws InterruptedException;
}
