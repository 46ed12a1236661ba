package io.millrace.processor.plan;

import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Functions that a query calls itself and by the views whose queries are in it. */
public final class FindDefined {
    private static final Comparator<DefinedFunction> ORDER = Comparator.comparing(DefinedFunction::name)
            .thenComparing(DefinedFunction::sha256)
            .thenComparing(DefinedFunction::className)
            .thenComparing(DefinedFunction::jar);

    private FindDefined() {}

    /** Each once, by name. Where a view calls another one of the same name, both are there. */
    public static List<DefinedFunction> functions(Collection<DefinedFunction> own, Collection<DefinedView> reads) {
        TreeSet<DefinedFunction> all = new TreeSet<>(ORDER);
        all.addAll(own);
        reads.forEach(view -> all.addAll(functions(view.functions(), view.reads())));
        return new ArrayList<>(all);
    }
}
