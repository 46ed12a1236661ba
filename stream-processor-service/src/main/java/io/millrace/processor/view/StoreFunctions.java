package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.KnownFunctions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The functions of jars that are defined, for statements and for those who change them. */
@Service
class StoreFunctions implements KnownFunctions {
    private static final int FUNCTIONS_MAX = 1_000;

    private final JarFunctions functions;
    private final Clock clock;

    StoreFunctions(JarFunctions functions, Clock clock) {
        this.functions = functions;
        this.clock = clock;
    }

    @Override
    public List<DefinedFunction> all() {
        return functions.present().stream().map(JarFunction::defined).toList();
    }

    /**
     * Stores a function.
     *
     * @param keep whether another function of the name stays as it is
     * @return false where the same one was there, or one that is kept
     * @throws MillraceException FUNCTION_EXISTS or FUNCTIONS_EXHAUSTED
     */
    @Transactional
    public boolean create(DefinedFunction function, boolean keep) {
        functions.lockChanges();
        Optional<JarFunction> present = functions.named(function.name());
        if (present.isPresent()) {
            if (keep || present.get().defined().equals(function)) {
                return false;
            }
            throw new MillraceException(
                    ProcessorError.FUNCTION_EXISTS,
                    "The function " + function.name() + " is there with another class or jar. DROP FUNCTION "
                            + function.name() + " first: views that call it keep what they have.");
        }
        if (functions.present().size() >= FUNCTIONS_MAX) {
            throw new MillraceException(
                    ProcessorError.FUNCTIONS_EXHAUSTED,
                    FUNCTIONS_MAX + " functions are there, which is the most. Drop those that nobody calls.");
        }
        functions.save(new JarFunction(function, clock.instant()));
        return true;
    }

    /** False where there was none. */
    @Transactional
    public boolean drop(String name) {
        functions.lockChanges();
        Optional<JarFunction> present = functions.named(name);
        present.ifPresent(functions::delete);
        return present.isPresent();
    }
}
