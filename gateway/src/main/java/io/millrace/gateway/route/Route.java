package io.millrace.gateway.route;

import io.millrace.kernel.ServiceName;
import java.util.List;

/**
 * One line of the route table.
 *
 * @param id stable name in metrics and logs
 * @param target which service answers
 * @param patterns path patterns, any of which matches
 * @param patience how long an answer may take
 */
record Route(String id, ServiceName target, List<String> patterns, Patience patience) {
    /** What kind of answer is waited for; {@link RouteSettings} says how long. */
    enum Patience {
        DEFAULT,
        ROWS,
        INGESTION,
        CHANGES
    }

    static Route of(String id, ServiceName target, Patience patience, String... patterns) {
        return new Route(id, target, List.of(patterns), patience);
    }
}
