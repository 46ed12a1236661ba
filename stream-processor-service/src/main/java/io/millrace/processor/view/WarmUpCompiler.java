package io.millrace.processor.view;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.SpringProperties;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Lets the SQL compiler load before the first statement comes, at a time when nobody else needs the processors: some seconds
 * after the service is ready, and only where there is no view yet, for the recovery of views warms the compiler up by itself.
 * Where the start is only a training run for the JDK's AOT cache, at once, so that the cache holds the compiler.
 */
@Component
class WarmUpCompiler implements InitializingBean {
    /** The rest of a suite on the same machine has started by then. */
    static final Duration AFTER_READY = Duration.ofSeconds(20);

    private final DefineViews define;
    private final Views views;
    private final TaskScheduler scheduler;
    private final Clock clock;

    WarmUpCompiler(DefineViews define, Views views, TaskScheduler scheduler, Clock clock) {
        this.define = define;
        this.views = views;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        if ("onRefresh".equalsIgnoreCase(SpringProperties.getProperty("spring.context.exit"))) {
            define.warmUp();
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        scheduler.schedule(this::warmUp, clock.instant().plus(AFTER_READY));
    }

    void warmUp() {
        if (views.present().isEmpty()) {
            define.warmUp();
        }
    }
}
