package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.sql.Functions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** SHOW FUNCTIONS: those of the dialect, and behind them those of jars. */
@Component
class ShowFunctions {
    private final StoreFunctions functions;

    ShowFunctions(StoreFunctions functions) {
        this.functions = functions;
    }

    SqlAnswer of(Predicate<String> like, ShowThings.Page page) {
        Map<String, Map<String, @Nullable Object>> rows = new TreeMap<>();
        Functions.all().forEach(name -> rows.put(name, builtIn(name)));
        functions.all().forEach(function -> rows.put(function.name(), row(function)));
        return ShowThings.named(
                "SHOW FUNCTIONS", rows.keySet(), like, page, name -> rows.getOrDefault(name, new LinkedHashMap<>()));
    }

    static Map<String, @Nullable Object> builtIn(String name) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("kind", Functions.isAggregate(name) ? "aggregate" : "scalar");
        row.put("origin", "BUILT_IN");
        return row;
    }

    static Map<String, @Nullable Object> row(DefinedFunction function) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", function.name());
        row.put("kind", "scalar");
        row.put("origin", "JAR");
        row.put("class", function.className());
        row.put("jar", function.jar());
        row.put("sha256", function.sha256());
        return row;
    }
}
