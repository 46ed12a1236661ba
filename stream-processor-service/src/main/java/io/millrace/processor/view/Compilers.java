package io.millrace.processor.view;

import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.plan.CompileView;
import io.millrace.starter.MillraceSettings;
import org.springframework.stereotype.Component;

/** Makes compilers for which the streams and functions of this service are there. */
@Component
class Compilers {
    private final ContractStreams streams;
    private final StoreFunctions functions;
    private final FunctionLibrary library;
    private final MillraceSettings settings;

    Compilers(
            ContractStreams streams, StoreFunctions functions, FunctionSettings directory, MillraceSettings settings) {
        this.streams = streams;
        this.functions = functions;
        this.library = directory.library();
        this.settings = settings;
    }

    CompileView with(KnownViews views) {
        return new CompileView(streams, views, functions, library, settings.namespace());
    }
}
