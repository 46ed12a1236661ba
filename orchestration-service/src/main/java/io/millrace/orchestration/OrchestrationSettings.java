package io.millrace.orchestration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of this service, {@code millrace.orchestration.*}.
 *
 * @param allowedHosts hosts that steps may call; {@code MILLRACE_WORKFLOW_HOSTS}, separated by commas
 * @param concurrentSteps how many steps one copy runs at a time
 * @param workflowsMax how many workflows there may be
 * @param activeRunsMax how many runs of one workflow may be queued or running
 * @param subscriptionsMax how many clients may follow runs at one copy
 * @param history how long ended runs are kept
 * @param pollInterval how often each copy looks for due work
 * @param heartbeat how often a copy says that it still works on a step; one that has been silent for four of them is
 *     taken for dead and its steps are made again
 */
@Validated
@ConfigurationProperties("millrace.orchestration")
public record OrchestrationSettings(
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> allowedHosts,
        @DefaultValue("32") @Min(1) @Max(1000) int concurrentSteps,
        @DefaultValue("1000") @Min(1) @Max(100_000) int workflowsMax,
        @DefaultValue("100") @Min(1) @Max(10_000) int activeRunsMax,
        @DefaultValue("100") @Min(1) @Max(10_000) int subscriptionsMax,
        @DefaultValue("30d") @NotNull Duration history,
        @DefaultValue("500ms") @NotNull Duration pollInterval,
        @DefaultValue("4s") @NotNull Duration heartbeat) {}
