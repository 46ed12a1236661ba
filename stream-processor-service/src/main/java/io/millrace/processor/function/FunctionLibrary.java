package io.millrace.processor.function;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Loads functions from the jars that are installed here. Jars of the same bytes share their classes while somebody uses them. */
public final class FunctionLibrary {
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+");
    private static final Pattern NOT_FOREIGN =
            Pattern.compile("(java|javax|jdk|sun|com\\.sun|io\\.millrace\\.processor)\\..*");
    private static final int CLASS_NAME_MAX = 255;

    private final InstalledJars jars;
    /** By hash. */
    private final Map<String, WeakReference<JarClasses>> loaded = new ConcurrentHashMap<>();

    private FunctionLibrary(@Nullable Path directory) {
        this.jars = new InstalledJars(directory);
    }

    /** Of the jars in a directory; where there is none, there are no functions. */
    public static FunctionLibrary in(Path directory) {
        return new FunctionLibrary(directory);
    }

    /** Without any jar. */
    public static FunctionLibrary none() {
        return new FunctionLibrary(null);
    }

    /**
     * A function as it is now.
     *
     * @param sha256 of the jar, in hexadecimal digits
     */
    public record Found(JavaFunction function, String sha256) {}

    /** @throws MillraceException INVALID_FUNCTION or FUNCTION_UNAVAILABLE with what is wrong with the jar or the class */
    public Found find(String className, String jar) {
        InstalledJars.Jar read = jars.read(jar);
        return new Found(function(className, read), read.sha256());
    }

    /**
     * A function as it was.
     *
     * @throws MillraceException FUNCTION_UNAVAILABLE where the jar is not here, or is another one now
     */
    public JavaFunction load(String className, String jar, String sha256) {
        InstalledJars.Jar read;
        try {
            read = jars.read(jar);
        } catch (MillraceException e) {
            throw unavailable(className, jar, sha256, e.detail());
        }
        if (!read.sha256().equals(sha256)) {
            throw unavailable(className, jar, sha256, "The jar of this name has SHA-256 " + read.sha256() + " here.");
        }
        return function(className, read);
    }

    private static MillraceException unavailable(String className, String jar, String sha256, String why) {
        return new MillraceException(
                ProcessorError.FUNCTION_UNAVAILABLE,
                "The class " + className + " of the jar " + jar + " with SHA-256 " + sha256 + " is needed. " + why
                        + " Put that jar back, then resume the views that use it.");
    }

    private JavaFunction function(String className, InstalledJars.Jar jar) {
        if (className.length() > CLASS_NAME_MAX
                || !CLASS_NAME.matcher(className).matches()
                || NOT_FOREIGN.matcher(className).matches()) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    "'" + className + "' cannot be a function's class: write its name with its package, such as"
                            + " com.acme.geo.Haversine.");
        }
        try {
            return FindMethods.in(Class.forName(className, false, classes(jar)));
        } catch (ClassNotFoundException e) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    "There is no class " + className + " in " + jar.name() + ". Names of classes are exact; one inside"
                            + " of another is Outer$Inner.");
        } catch (LinkageError e) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    "The class " + className + " of " + jar.name() + " cannot be loaded: " + ForeignCalls.told(e)
                            + ".");
        }
    }

    private JarClasses classes(InstalledJars.Jar jar) {
        loaded.values().removeIf(known -> known.get() == null);
        String sha256 = jar.sha256();
        WeakReference<JarClasses> known = loaded.get(sha256);
        JarClasses classes = known == null ? null : known.get();
        if (classes == null) {
            classes = JarClasses.of(jar.name(), jar.bytes());
            loaded.put(sha256, new WeakReference<>(classes));
        }
        return classes;
    }
}
