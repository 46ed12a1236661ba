package io.millrace.starter;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names a process among the copies of its service: the process id alone is 1 in every container. */
final class CopyName {
    /** The end of a host name tells copies apart: a pod's begins with the name of its deployment. */
    private static final int HOST_LENGTH_MAX = 40;

    private CopyName() {}

    static String ofThisProcess() {
        return of(host(), ProcessHandle.current().pid());
    }

    static String of(String host, long pid) {
        String safe = host.replaceAll("[^A-Za-z0-9_-]", "-");
        return safe.substring(Math.max(0, safe.length() - HOST_LENGTH_MAX)) + "-p" + pid;
    }

    private static String host() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "host";
        }
    }
}
