package io.millrace.cli.suite;

import io.millrace.local.supervisor.SuiteSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the suite is.
 *
 * @param environment of the process
 * @param root the directory of {@code ./millrace}: a checkout or a distribution
 */
public record SuiteOptions(Map<String, String> environment, Path root) {
    public SuiteOptions {
        environment = Map.copyOf(environment);
    }

    /** @throws io.millrace.local.LocalException when a variable has a value that is not allowed */
    public SuiteSettings settings() {
        return SuiteSettings.of(environment, root);
    }
}
