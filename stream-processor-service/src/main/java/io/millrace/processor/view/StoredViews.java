package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownViews;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The views and tables that are defined, for views that read them. */
@Component
class StoredViews implements KnownViews {
    private static final int NAMES_MAX = 1_000;

    private final Views views;
    private final KeyedTables tables;

    StoredViews(Views views, KeyedTables tables) {
        this.views = views;
        this.tables = tables;
    }

    @Override
    public Optional<DefinedView> find(String name) {
        return views.named(name)
                .map(StoredViews::defined)
                .or(() -> tables.named(name).map(KeyedTable::definition));
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
        List<String> names = new ArrayList<>();
        views.page("", Limit.of(NAMES_MAX)).forEach(view -> names.add(view.name()));
        tables.page("", Limit.of(NAMES_MAX)).forEach(table -> names.add(table.name()));
        return names;
    }

    boolean isTable(String name) {
        return tables.named(name).isPresent();
    }
}
