package io.millrace.orchestration.check;

import io.millrace.api.check.CheckTexts;
import io.millrace.api.check.CheckedTexts;
import io.millrace.api.check.CheckedTexts.CheckedText;
import io.millrace.api.check.SourceText;
import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.step.AllowedHosts;
import io.millrace.orchestration.workflow.ReadWorkflow;
import io.millrace.starter.check.ProjectCheck;
import java.util.List;

/** Checks all that a PUT of a workflow checks, except whether the installation lets steps call their hosts. */
public final class CheckWorkflows implements ProjectCheck<CheckTexts> {
    private final ReadWorkflow read = new ReadWorkflow(new AllowedHosts(List.of("*")));

    @Override
    public Class<CheckTexts> question() {
        return CheckTexts.class;
    }

    @Override
    public CheckedTexts answer(CheckTexts question) {
        return new CheckedTexts(question.files().stream().map(this::check).toList());
    }

    private CheckedText check(SourceText file) {
        try {
            read.read(file.text());
            return new CheckedText(file.file(), List.of(), List.of());
        } catch (MillraceException e) {
            return new CheckedText(file.file(), List.of(), e.violations());
        }
    }
}
