package io.millrace.starter.check;

/**
 * What a service knows about a project's files without servers. A service has one, named in {@code
 * META-INF/services/io.millrace.starter.check.ProjectCheck}, and starts no other part of itself for it.
 *
 * @param <Q> the question, a record of {@link io.millrace.api.check}
 */
public interface ProjectCheck<Q> {
    Class<Q> question();

    /** @return a record of {@link io.millrace.api.check} */
    Object answer(Q question);
}
