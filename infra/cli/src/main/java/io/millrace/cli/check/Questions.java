package io.millrace.cli.check;

import io.millrace.api.check.CheckEvents;
import io.millrace.api.check.CheckTexts;
import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedEvents;
import io.millrace.api.check.CheckedTexts;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.SourceText;
import io.millrace.cli.project.ProjectFile;
import io.millrace.kernel.ServiceName;
import io.millrace.local.supervisor.AskService;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Asks the services what only they know: each is started for one question and ends with its answer. */
final class Questions {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final AskService services;

    Questions(AskService services) {
        this.services = services;
    }

    CheckedTexts contracts(List<ProjectFile> contracts) throws InterruptedException {
        return ask(ServiceName.CONTRACT_REGISTRY, new CheckTexts(texts(contracts)), CheckedTexts.class);
    }

    CheckedTexts workflows(List<ProjectFile> workflows) throws InterruptedException {
        return ask(ServiceName.ORCHESTRATION, new CheckTexts(texts(workflows)), CheckedTexts.class);
    }

    CheckedEvents events(CheckEvents question) throws InterruptedException {
        return ask(ServiceName.INGESTION, question, CheckedEvents.class);
    }

    CheckedViews views(CheckViews question) throws InterruptedException {
        return ask(ServiceName.STREAM_PROCESSOR, question, CheckedViews.class);
    }

    static List<SourceText> texts(List<ProjectFile> files) {
        return files.stream()
                .map(file -> new SourceText(file.file().toString(), file.text()))
                .toList();
    }

    private <A> A ask(ServiceName service, Object question, Class<A> answer) throws InterruptedException {
        return JSON.readValue(services.ask(service, JSON.writeValueAsBytes(question)), answer);
    }
}
