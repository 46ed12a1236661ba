package io.millrace.processor.check;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews;
import io.millrace.starter.check.ProjectCheck;

/** What this service knows about the views of a folder. */
public final class CheckFolder implements ProjectCheck<CheckViews> {
    @Override
    public Class<CheckViews> question() {
        return CheckViews.class;
    }

    @Override
    public CheckedViews answer(CheckViews question) {
        return RunViews.of(question);
    }
}
