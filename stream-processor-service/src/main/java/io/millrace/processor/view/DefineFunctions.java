package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.function.JavaMethod;
import io.millrace.processor.sql.Functions;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does what statements about functions of jars say. To let foreign code run is for those who operate the suite. */
@Component
class DefineFunctions {
    private final JarFunctions functions;
    private final StoreFunctions store;
    private final FindReadable find;
    private final FunctionLibrary library;

    DefineFunctions(JarFunctions functions, StoreFunctions store, FindReadable find, FunctionSettings settings) {
        this.functions = functions;
        this.store = store;
        this.find = find;
        this.library = settings.library();
    }

    SqlAnswer create(Statement.CreateFunction statement) {
        find.requireOperator();
        String name = statement.name().text();
        boolean kept = statement.ifNotExists() && functions.named(name).isPresent();
        boolean created =
                !kept && placed(statement.name(), () -> store.create(found(statement), statement.ifNotExists()));
        Map<String, @Nullable Object> told =
                functions.named(name).map(DefineFunctions::told).orElseGet(LinkedHashMap::new);
        told.put("created", created);
        return SqlAnswer.properties("CREATE FUNCTION", told);
    }

    private DefinedFunction found(Statement.CreateFunction statement) {
        String className = statement.className().text();
        String jar = statement.jar().text();
        FunctionLibrary.Found found = placed(statement.jar(), () -> library.find(className, jar));
        return new DefinedFunction(statement.name().text(), className, jar, found.sha256());
    }

    /** Puts a refusal to what it is about. */
    private static <T> T placed(Statement.Name part, Supplier<T> work) {
        try {
            return work.get();
        } catch (MillraceException e) {
            throw e.violations().isEmpty() ? SqlRefusal.at(e.code(), part.place(), e.detail(), null) : e;
        }
    }

    SqlAnswer drop(Statement.DropFunction statement) {
        find.requireOperator();
        boolean dropped = store.drop(statement.name().text());
        if (!dropped && !statement.ifExists()) {
            throw unknown(statement.name());
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", statement.name().text());
        told.put("dropped", dropped);
        return SqlAnswer.properties("DROP FUNCTION", told);
    }

    SqlAnswer describe(Statement.DescribeFunction statement) {
        Optional<JarFunction> present = functions.named(statement.name().text());
        if (present.isPresent()) {
            return described(present.get());
        }
        String builtIn = statement.name().text().toUpperCase(Locale.ROOT);
        if (Functions.all().contains(builtIn)) {
            return SqlAnswer.properties("DESCRIBE FUNCTION", ShowFunctions.builtIn(builtIn));
        }
        throw unknown(statement.name());
    }

    private SqlAnswer described(JarFunction function) {
        DefinedFunction defined = function.defined();
        Map<String, @Nullable Object> told = told(function);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try {
            library.load(defined.className(), defined.jar(), defined.sha256())
                    .methods()
                    .forEach(method -> rows.add(row(defined.name(), method)));
            told.put("installed", true);
        } catch (MillraceException e) {
            told.put("installed", false);
            told.put("reason", e.detail());
        }
        return SqlAnswer.rows("DESCRIBE FUNCTION", rows).with(told);
    }

    private static Map<String, @Nullable Object> row(String name, JavaMethod method) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("signature", name + method.signature());
        row.put("returns", method.result().sqlName());
        row.put("java", method.method().toString());
        return row;
    }

    private static Map<String, @Nullable Object> told(JarFunction function) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>(ShowFunctions.row(function.defined()));
        told.put("createdAt", function.createdAt());
        return told;
    }

    private MillraceException unknown(Statement.Name name) {
        List<String> known = functions.present().stream().map(JarFunction::name).toList();
        return SqlRefusal.at(
                ProcessorError.FUNCTION_NOT_FOUND,
                name.place(),
                "There is no function '" + name.text() + "' of a jar.",
                NearestName.hint(name.text(), known, "SHOW FUNCTIONS lists those that exist."));
    }
}
