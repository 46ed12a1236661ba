package io.millrace.processor.function;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * A class of a jar whose {@code eval} methods are a function of SQL.
 *
 * @param methods at least one; they differ in what they take in SQL
 */
public record JavaFunction(Class<?> type, List<JavaMethod> methods) {
    public JavaFunction {
        methods = List.copyOf(methods);
    }

    /**
     * An object to call the methods of that are not static.
     *
     * @throws MillraceException where the class does not let itself be made
     */
    public Object instance() {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw refused(ForeignCalls.told(e.getCause() == null ? e : e.getCause()));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw refused(ForeignCalls.told(e));
        }
    }

    private MillraceException refused(String why) {
        return new MillraceException(
                ProcessorError.INVALID_FUNCTION,
                "An object of the class " + type.getName() + " cannot be made: " + why);
    }
}
