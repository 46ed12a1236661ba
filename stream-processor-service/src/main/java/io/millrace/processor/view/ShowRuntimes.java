package io.millrace.processor.view;

import io.millrace.processor.runtime.RuntimeHealth;
import io.millrace.processor.runtime.Runtimes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** SHOW RUNTIMES: those with a view that the caller may read. */
@Component
class ShowRuntimes {
    private final RuntimePacks packs;
    private final Runtimes runtimes;
    private final FindReadable find;

    ShowRuntimes(RuntimePacks packs, Runtimes runtimes, FindReadable find) {
        this.packs = packs;
        this.runtimes = runtimes;
        this.find = find;
    }

    SqlAnswer of(Predicate<String> like, ShowThings.Page page) {
        Map<String, List<String>> members = new TreeMap<>();
        for (RuntimePacks.Pack pack : packs.present()) {
            List<String> readable = pack.there().stream()
                    .map(View::name)
                    .filter(find::isReadable)
                    .toList();
            if (!readable.isEmpty()) {
                members.put(pack.runtime(), readable);
            }
        }
        return ShowThings.named(
                "SHOW RUNTIMES",
                members.keySet(),
                like,
                page,
                name -> runtime(name, members.getOrDefault(name, List.of())));
    }

    private Map<String, @Nullable Object> runtime(String name, List<String> members) {
        RuntimeHealth health = runtimes.health(name).orElse(null);
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("state", health == null ? "NOT_HERE" : health.state());
        row.put("threads", health == null ? 0 : health.threadsAlive());
        row.put("views", members);
        row.put("reason", health == null ? null : health.reason());
        return row;
    }
}
