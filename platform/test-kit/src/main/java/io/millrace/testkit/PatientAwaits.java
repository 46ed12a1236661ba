package io.millrace.testkit;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets every {@code await()} go on when its condition throws, as it does when an assertion in it fails: an answer that is not
 * there yet is often a null on the way to the assertion. The last exception is the cause of the timeout.
 */
public final class PatientAwaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.ignoreExceptionsByDefault();
    }
}
