package io.millrace.views.materialization;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How changelogs are applied, {@code millrace.views.materialization.*}.
 *
 * @param lease how long a view version stays with a copy that has fallen silent
 * @param batchRows rows that one script stores at most
 * @param batchBytes bytes of rows after which a script takes no more
 * @param pendingBytes bytes of changes that were read and not yet stored, of all view versions of a copy together
 * @param undoFor how long the rows of an earlier epoch are kept for readers that have begun with it
 * @param undoRows rows of earlier epochs that a view version keeps at most
 * @param replacedFor how long the rows of a version stay whose place another one has taken, for reads that have begun with it: longer
 *     than a read waits for a position
 */
@Validated
@ConfigurationProperties("millrace.views.materialization")
public record MaterializationSettings(
        @DefaultValue("4s") Duration lease,
        @DefaultValue("500") @Min(1) @Max(1000) int batchRows,
        @DefaultValue("1048576") @Min(1024) int batchBytes,
        @DefaultValue("67108864") @Min(1024) long pendingBytes,
        @DefaultValue("3s") Duration undoFor,
        @DefaultValue("200000") @Min(0) int undoRows,
        @DefaultValue("35s") Duration replacedFor) {}
