package io.millrace.processor.plan;

import org.jspecify.annotations.Nullable;

/**
 * What a node of a plan costs, as far as the plan alone tells it.
 *
 * @param node as {@link CompiledView#explanation} has it
 * @param work what it does for each row, where that is more than to pass it on
 * @param keeps what its state holds; null where it has none
 * @param until when the state goes; null where it has none
 */
public record NodeCost(
        String node,
        @Nullable String work,
        @Nullable String keeps,
        @Nullable String until) {}
