package io.millrace.gateway.route;

import io.millrace.kernel.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * One line of the route table.
 *
 * @param id stable name in metrics and logs
 * @param target which service answers
 * @param method the only one that it is for; null for all
 * @param patterns path patterns, any of which matches
 * @param patience how long an answer may take
 */
record Route(String id, ServiceName target, @Nullable HttpMethod method, List<String> patterns, Patience patience) {
    /** What kind of answer is waited for; {@link RouteSettings} says how long. */
    enum Patience {
        DEFAULT,
        ROWS,
        INGESTION,
        CHANGES
    }

    static Route of(String id, ServiceName target, Patience patience, String... patterns) {
        return new Route(id, target, null, List.of(patterns), patience);
    }

    /** A line for reads that have a body, which GET has not. */
    static Route ofReads(String id, ServiceName target, Patience patience, String... patterns) {
        return new Route(id, target, HttpMethod.POST, List.of(patterns), patience);
    }
}
