package io.millrace.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for further Java processes that run on the same JDK as this one. */
public final class Jvm {
    private Jvm() {}

    /** The {@code java} program of the JDK that runs this process. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A small, quiet JVM that is replaced rather than left running after it ran out of memory. */
    public static List<String> command(int heapMebibytes, List<String> options, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add("-Xmx" + heapMebibytes + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+UseCompactObjectHeaders");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options);
        command.addAll(program);
        return command;
    }
}
