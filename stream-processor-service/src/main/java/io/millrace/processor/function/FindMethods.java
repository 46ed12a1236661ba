package io.millrace.processor.function;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the {@code eval} methods of a class, and refuses a class that is no function, with all that is wrong. */
final class FindMethods {
    private static final String NAME = "eval";
    private static final int PARAMETERS_MAX = 8;
    private static final int METHODS_MAX = 32;

    private final Class<?> type;
    private final List<String> wrong = new ArrayList<>();

    private FindMethods(Class<?> type) {
        this.type = type;
    }

    /** @throws MillraceException INVALID_FUNCTION */
    static JavaFunction in(Class<?> type) {
        try {
            return new FindMethods(type).find();
        } catch (LinkageError e) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    type.getName() + " needs a class that is neither in its jar nor in the JDK: " + ForeignCalls.told(e)
                            + ". Put it into the jar.");
        }
    }

    private JavaFunction find() {
        checkClass();
        List<JavaMethod> methods = new ArrayList<>();
        Map<String, Method> bySignature = new HashMap<>();
        for (Method method : candidates()) {
            if (isUsable(method)) {
                JavaMethod found = new JavaMethod(method);
                Method same = bySignature.putIfAbsent(found.signature(), method);
                if (same != null) {
                    wrong.add(method + " and " + same + " take the same of SQL; keep one");
                }
                methods.add(found);
            }
        }
        boolean instance = methods.stream().anyMatch(method -> !method.isStatic());
        if (instance && (Modifier.isAbstract(type.getModifiers()) || !hasConstructor())) {
            wrong.add("an eval that is not static needs a class that is not abstract, with a public constructor without"
                    + " parameters");
        }
        if (!wrong.isEmpty()) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    type.getName() + " cannot be a function: " + String.join("; ", wrong) + ".");
        }
        return new JavaFunction(type, methods);
    }

    private void checkClass() {
        if (type.isInterface() || type.isEnum()) {
            wrong.add("it is no class");
        }
        for (Class<?> one = type; one != null; one = one.getEnclosingClass()) {
            if (!Modifier.isPublic(one.getModifiers())) {
                wrong.add(one.getName() + " is not public");
            }
        }
    }

    private List<Method> candidates() {
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        method.getName().equals(NAME) && Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .sorted(Comparator.comparing(method -> Arrays.toString(method.getParameterTypes())))
                .toList();
        if (methods.isEmpty() || methods.size() > METHODS_MAX) {
            wrong.add("it has " + methods.size() + " public methods named eval of its own, and needs 1 to "
                    + METHODS_MAX);
        }
        return methods;
    }

    private boolean isUsable(Method method) {
        int before = wrong.size();
        if (method.getParameterCount() > PARAMETERS_MAX) {
            wrong.add(method + " takes more than " + PARAMETERS_MAX + " parameters");
        }
        if (method.getTypeParameters().length > 0) {
            wrong.add(method + " has type parameters");
        }
        List<Class<?>> types = new ArrayList<>(List.of(method.getParameterTypes()));
        types.add(method.getReturnType());
        for (Class<?> one : types) {
            if (ForeignTypes.sqlType(one).isEmpty()) {
                wrong.add("in " + method + ", " + ForeignTypes.refusal(one));
            }
        }
        return wrong.size() == before;
    }

    private boolean hasConstructor() {
        return Arrays.stream(type.getConstructors()).anyMatch(FindMethods::takesNothing);
    }

    private static boolean takesNothing(Constructor<?> constructor) {
        return constructor.getParameterCount() == 0;
    }
}
