package io.millrace.orchestration;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.millrace.starter.MillraceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Durable executions in PostgreSQL. Steps and timers have a table and a scheduler each: steps may fill all places of theirs
 * for hours, and still every timeout and every schedule comes in time.
 */
@Configuration(proxyBeanMethods = false)
class Schedulers {
    /** Qualifies what belongs to steps. */
    static final String STEPS = "steps";
    /** Qualifies what belongs to schedules, timeouts and housekeeping. */
    static final String TIMERS = "timers";

    private static final int TIMERS_AT_A_TIME = 8;
    private static final int MISSED_HEARTBEATS_MAX = 4;
    private static final Duration SHUTDOWN_WAIT_MAX = Duration.ofSeconds(5);

    @Bean
    @Qualifier(STEPS)
    SchedulerClient stepClient(DataSource dataSource) {
        return client(dataSource, "step_execution");
    }

    @Bean
    @Qualifier(TIMERS)
    SchedulerClient timerClient(DataSource dataSource) {
        return client(dataSource, "timer_execution");
    }

    /** What it writes belongs to the caller's transaction. */
    private static SchedulerClient client(DataSource dataSource, String table) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                .tableName(table)
                .serializer(new JsonTaskData())
                .build();
    }

    @Bean
    SchedulersLifecycle schedulersLifecycle(
            DataSource dataSource,
            OrchestrationSettings settings,
            MillraceSettings millrace,
            @Qualifier(STEPS) List<Task<?>> steps,
            @Qualifier(TIMERS) List<Task<?>> timers) {
        Scheduler stepScheduler =
                scheduler(dataSource, "step_execution", steps, settings.concurrentSteps(), settings, millrace);
        Scheduler timerScheduler =
                scheduler(dataSource, "timer_execution", timers, TIMERS_AT_A_TIME, settings, millrace);
        return new SchedulersLifecycle(stepScheduler, timerScheduler);
    }

    private static Scheduler scheduler(
            DataSource dataSource,
            String table,
            List<Task<?>> tasks,
            int atATime,
            OrchestrationSettings settings,
            MillraceSettings millrace) {
        List<RecurringTask<?>> recurring = new ArrayList<>();
        List<Task<?>> onDemand = new ArrayList<>();
        for (Task<?> task : tasks) {
            if (task instanceof RecurringTask<?> again) {
                recurring.add(again);
            } else {
                onDemand.add(task);
            }
        }
        SchedulerBuilder builder = Scheduler.create(dataSource, List.copyOf(onDemand))
                .startTasks(recurring)
                .tableName(table)
                .serializer(new JsonTaskData())
                .schedulerName(new SchedulerName.Fixed(millrace.copy()))
                .threads(atATime)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS_MAX)
                .shutdownMaxWait(SHUTDOWN_WAIT_MAX);
        return builder.build();
    }
}
