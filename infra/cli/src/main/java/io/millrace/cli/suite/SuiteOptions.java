package io.millrace.cli.suite;

import io.millrace.local.supervisor.SuiteSettings;
import java.nio.file.Path;

/** Where the suite is: from the process environment and the directory of {@code ./millrace}. */
public final class SuiteOptions {
    /** System property with the checkout's or distribution's directory, set by {@code ./millrace}. */
    static final String ROOT = "millrace.root";

    private SuiteOptions() {}

    public static SuiteSettings settings() {
        return SuiteSettings.of(System.getenv(), root());
    }

    /** The directory of {@code ./millrace}. */
    public static Path root() {
        return Path.of(System.getProperty(ROOT, System.getProperty("user.dir"))).toAbsolutePath();
    }
}
