package io.millrace.testkit.host;

import java.util.Optional;

/** The process whose end is the end of the build: Maven, or what started this JVM from an editor. */
final class BuildProcess {
    private static final String MAVEN = "org.codehaus.plexus.classworlds.launcher.Launcher";
    private static final int ANCESTORS_MAX = 32;

    private BuildProcess() {}

    static ProcessHandle ofThisJvm() {
        ProcessHandle self = ProcessHandle.current();
        Optional<ProcessHandle> ancestor = self.parent();
        for (int i = 0; i < ANCESTORS_MAX && ancestor.isPresent(); i++) {
            if (isMaven(ancestor.get())) {
                return ancestor.get();
            }
            ancestor = ancestor.get().parent();
        }
        return self.parent().filter(parent -> parent.pid() > 1).orElse(self);
    }

    private static boolean isMaven(ProcessHandle process) {
        return process.info().commandLine().map(line -> line.contains(MAVEN)).orElse(false);
    }
}
