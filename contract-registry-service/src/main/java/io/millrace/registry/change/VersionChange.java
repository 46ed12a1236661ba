package io.millrace.registry.change;

import org.jspecify.annotations.Nullable;

/**
 * What one request did to one version.
 *
 * @param from the status before; null where there was none
 * @param to the status after
 */
public record VersionChange(
        String version, ChangeAction action, @Nullable String from, String to) {}
