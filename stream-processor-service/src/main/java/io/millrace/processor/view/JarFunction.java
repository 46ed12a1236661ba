package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedFunction;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A function of a jar that statements may call from now on. It is created and dropped, and never changed. */
@Entity
@Table(name = "functions")
class JarFunction {
    @Id
    private String name;

    private String className;
    private String jar;
    private String sha256;
    private Instant createdAt;

    /** For JPA. */
    @NullUnmarked
    protected JarFunction() {}

    JarFunction(DefinedFunction function, Instant now) {
        this.name = function.name();
        this.className = function.className();
        this.jar = function.jar();
        this.sha256 = function.sha256();
        this.createdAt = now;
    }

    DefinedFunction defined() {
        return new DefinedFunction(name, className, jar, sha256);
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }
}
