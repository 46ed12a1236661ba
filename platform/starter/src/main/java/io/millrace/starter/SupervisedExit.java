package io.millrace.starter;

import java.io.IOException;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Ends a service whose supervisor is gone. The supervisor sets {@code MILLRACE_SUPERVISED=1} and holds the service's
 * standard input open without writing to it; the end of file means that the supervisor died, also by SIGKILL. Elsewhere
 * (containers, editors) this does nothing.
 */
public final class SupervisedExit implements ApplicationListener<ApplicationStartingEvent> {
    private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(15);

    @Override
    public void onApplicationEvent(ApplicationStartingEvent event) {
        if ("1".equals(System.getenv("MILLRACE_SUPERVISED"))) {
            Thread.ofPlatform().daemon().name("supervised-exit").start(SupervisedExit::exitAtEndOfInput);
        }
    }

    private static void exitAtEndOfInput() {
        awaitEndOfInput();
        Thread.ofPlatform().daemon().name("halt-after-grace").start(() -> {
            try {
                Thread.sleep(SHUTDOWN_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
        System.exit(0);
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
}
