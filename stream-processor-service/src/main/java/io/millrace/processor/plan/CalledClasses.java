package io.millrace.processor.plan;

import java.util.Map;

/** What generated code sees: the classes of jars that it calls, and else this service's. */
final class CalledClasses extends ClassLoader {
    private final Map<String, Class<?>> foreign;

    CalledClasses(ClassLoader own, Map<String, Class<?>> foreign) {
        super(own);
        this.foreign = Map.copyOf(foreign);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> called = foreign.get(name);
        return called == null ? super.loadClass(name, resolve) : called;
    }

    /** What the classes themselves name: the compiler looks at their superclasses and at all their methods. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (Class<?> called : foreign.values()) {
            try {
                return called.getClassLoader().loadClass(name);
            } catch (ClassNotFoundException e) {
                // Of another jar.
            }
        }
        throw new ClassNotFoundException(name);
    }
}
