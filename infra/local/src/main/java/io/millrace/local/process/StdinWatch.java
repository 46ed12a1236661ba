package io.millrace.local.process;

import java.io.IOException;
import java.time.Duration;

/** Ends this process when its standard input ends, that is when the process that started it is gone. */
public final class StdinWatch {
    private StdinWatch() {}

    /**
     * Starts the watching thread.
     *
     * @param grace how long the shutdown hooks may take before the process is halted
     */
    public static void exitAtEndOfInput(Duration grace) {
        Thread.ofPlatform().daemon().name("stdin-watch").start(() -> {
            awaitEndOfInput();
            Thread.ofPlatform().daemon().name("halt-after-grace").start(() -> {
                pause(grace);
                Runtime.getRuntime().halt(1);
            });
            System.exit(0);
        });
    }

    private static void awaitEndOfInput() {
        byte[] ignored = new byte[256];
        try {
            while (System.in.read(ignored) >= 0) {
                // what is written to it has no meaning
            }
        } catch (IOException e) {
            // a broken pipe is an end as well
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
