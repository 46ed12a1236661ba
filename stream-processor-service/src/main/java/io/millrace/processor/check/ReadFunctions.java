package io.millrace.processor.check;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews.CheckedFunction;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.KnownFunctions;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions of jars of a folder: its CREATE FUNCTION statements, and the jars beside them. */
final class ReadFunctions {
    private final FunctionLibrary library;
    private final List<DefinedFunction> defined = new ArrayList<>();
    private final List<CheckedFunction> checked = new ArrayList<>();

    ReadFunctions(CheckViews.@Nullable Functions functions) {
        library = functions == null ? FunctionLibrary.none() : FunctionLibrary.in(Path.of(functions.directory()));
        if (functions != null) {
            functions.statements().forEach(file -> {
                try {
                    defined.add(read(file.text()));
                    checked.add(new CheckedFunction(file.file(), List.of()));
                } catch (MillraceException e) {
                    checked.add(new CheckedFunction(file.file(), RunViews.violations(e)));
                }
            });
        }
    }

    FunctionLibrary library() {
        return library;
    }

    KnownFunctions known() {
        return KnownFunctions.of(defined);
    }

    List<CheckedFunction> checked() {
        return checked;
    }

    private DefinedFunction read(String sql) {
        if (!(ParseStatement.of(sql) instanceof Statement.CreateFunction create)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_SQL,
                    SqlPlace.START,
                    "The file does not create a function.",
                    "Write CREATE FUNCTION name AS 'com.acme.geo.Haversine' USING JAR 'geo-1.2.jar'.");
        }
        Statement.Name name = create.name();
        if (defined.stream().anyMatch(other -> other.name().equals(name.text()))) {
            throw SqlRefusal.at(
                    ProcessorError.FUNCTION_EXISTS,
                    name.place(),
                    "Another file creates '" + name.text() + "', too.",
                    "Keep one of them.");
        }
        try {
            FunctionLibrary.Found found =
                    library.find(create.className().text(), create.jar().text());
            return new DefinedFunction(
                    name.text(), create.className().text(), create.jar().text(), found.sha256());
        } catch (MillraceException e) {
            throw SqlRefusal.at(e.code(), create.jar().place(), e.detail(), null);
        }
    }
}
