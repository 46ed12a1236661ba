package io.millrace.processor.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The views that SQL may read. Streams and views share one namespace. */
public interface KnownViews {
    Optional<DefinedView> find(String name);

    /** Names of known views, for hints. */
    Collection<String> names();

    /** Just these, whose names differ. */
    static KnownViews of(Collection<DefinedView> views) {
        Map<String, DefinedView> byName =
                views.stream().collect(Collectors.toMap(DefinedView::name, Function.identity()));
        return new KnownViews() {
            @Override
            public Optional<DefinedView> find(String name) {
                return Optional.ofNullable(byName.get(name));
            }

            @Override
            public Collection<String> names() {
                return List.copyOf(byName.keySet());
            }
        };
    }
}
