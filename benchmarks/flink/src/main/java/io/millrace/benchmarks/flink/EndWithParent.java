package io.millrace.benchmarks.flink;

import java.io.IOException;

/** Ends this JVM when the process that started it closes its standard input, or ends itself. */
final class EndWithParent {
    private EndWithParent() {}

    static void watch() {
        Thread.ofPlatform().daemon().name("end-with-parent").start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // The same as its end.
            }
            System.exit(0);
        });
    }
}
