package io.millrace.gateway.route;

import io.millrace.kernel.CommonError;
import io.millrace.starter.problem.ProblemWriter;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** The route table as the gateway server knows it. */
@Configuration(proxyBeanMethods = false)
class GatewayRoutes {
    @Bean
    RouterFunction<ServerResponse> routes(ForwardRequest forward, ProblemWriter problems) {
        return RouteTable.ROUTES.stream()
                .map(route -> function(route, forward))
                .reduce(RouterFunction::and)
                .map(routes -> routes.and(unknown(problems)))
                .orElseThrow();
    }

    private static RouterFunction<ServerResponse> function(Route route, ForwardRequest forward) {
        RequestPredicate paths = route.patterns().stream()
                .map(RequestPredicates::path)
                .reduce(RequestPredicate::or)
                .orElseThrow();
        HttpMethod only = route.method();
        RequestPredicate requests =
                only == null ? paths : RequestPredicates.method(only).and(paths);
        return GatewayRouterFunctions.route(route.id())
                .route(requests, request -> forward.along(route, request))
                .build();
    }

    private static RouterFunction<ServerResponse> unknown(ProblemWriter problems) {
        return GatewayRouterFunctions.route(
                RequestPredicates.path("/api/**"),
                request -> new ProblemAnswer(
                        problems,
                        CommonError.NOT_FOUND,
                        "No service has this path. The paths are listed at /swagger-ui.html."));
    }
}
