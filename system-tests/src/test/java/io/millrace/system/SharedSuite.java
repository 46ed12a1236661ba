package io.millrace.system;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each class of a run the same suite, which starts with the first and ends after the last: a start from an empty home
 * takes longer than most of what is tested. A class leaves no view behind and no process down.
 */
final class SharedSuite implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedSuite.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Suite.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Suite.class, key -> start());
    }

    private static Suite start() {
        try {
            return Suite.startWithCaches("suite");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the suite started", e);
        }
    }
}
