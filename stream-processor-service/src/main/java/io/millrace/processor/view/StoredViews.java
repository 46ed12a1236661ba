package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownViews;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The views that are defined, for those that read them. */
@Component
class StoredViews implements KnownViews {
    private static final int NAMES_MAX = 1_000;

    private final Views views;

    StoredViews(Views views) {
        this.views = views;
    }

    @Override
    public Optional<DefinedView> find(String name) {
        return views.named(name).map(StoredViews::defined);
    }

    private static DefinedView defined(View view) {
        return new DefinedView(
                view.name(),
                view.sql(),
                view.definition().columns(),
                view.definition().views(),
                view.definition().functions());
    }

    @Override
    public Collection<String> names() {
        List<View> first = views.page("", Limit.of(NAMES_MAX));
        return first.stream().map(View::name).toList();
    }
}
