package io.millrace.processor.view;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code millrace.processor}: which views this copy runs, by default all. Copies that are told so scale one heavy view by
 * itself: one with {@code views=heavy}, as often as it is wanted, beside others with {@code except-views=heavy}. Views that
 * were created together run together: the one brings its neighbours along.
 *
 * @param views names of the views that are run here; empty for all but {@code exceptViews}
 * @param exceptViews names of the views that are not; only without {@code views}
 * @param rollbackWindow how long the version of a view that was replaced is kept up to date, to be served again; 0 not at all
 */
@ConfigurationProperties("millrace.processor")
public record ProcessorSettings(
        @DefaultValue List<String> views,
        @DefaultValue List<String> exceptViews,
        @DefaultValue("1d") Duration rollbackWindow) {
    public ProcessorSettings {
        views = List.copyOf(views);
        exceptViews = List.copyOf(exceptViews);
        if (!views.isEmpty() && !exceptViews.isEmpty()) {
            throw new IllegalArgumentException(
                    "millrace.processor.views says already which views are run here, so leave"
                            + " millrace.processor.except-views out");
        }
    }

    boolean runsAll() {
        return views.isEmpty() && exceptViews.isEmpty();
    }

    /**
     * Whether views that share a runtime are run by this copy.
     *
     * @param together their names
     */
    boolean runs(List<String> together) {
        return views.isEmpty()
                ? together.stream().noneMatch(exceptViews::contains)
                : together.stream().anyMatch(views::contains);
    }
}
