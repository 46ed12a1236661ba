package io.millrace.processor.catalog;

import java.util.Collection;
import java.util.List;

/** The functions of jars that SQL may call. */
@FunctionalInterface
public interface KnownFunctions {
    /** All of them; their names differ, without regard to letter case. */
    Collection<DefinedFunction> all();

    static KnownFunctions of(Collection<DefinedFunction> functions) {
        List<DefinedFunction> known = List.copyOf(functions);
        return () -> known;
    }
}
