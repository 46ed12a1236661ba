package io.millrace.gateway.route;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ServiceName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * Why a request got no usable answer from a service.
 *
 * @param code with what the client is answered
 * @param detail the facts, then the mend
 * @param sent whether the service may have begun to act on the request
 * @param ofService whether it speaks against the service's health, and so counts for its circuit breaker
 */
record UpstreamFailure(ErrorCode code, String detail, boolean sent, boolean ofService) {

    static UpstreamFailure of(IOException failure, ServiceName service, Duration timeout) {
        String name = service.moduleName();
        return switch (failure) {
            case ConnectionRequestTimeoutException busy ->
                new UpstreamFailure(
                        CommonError.UNAVAILABLE,
                        "All connections to " + name + " are in use. Nothing was sent; try again.",
                        false,
                        false);
            case ConnectTimeoutException slow -> unreachable(name);
            case ConnectException refused -> unreachable(name);
            case NoRouteToHostException unreachable -> unreachable(name);
            case UnknownHostException unknown -> unreachable(name);
            case SocketTimeoutException silent ->
                new UpstreamFailure(
                        CommonError.TIMED_OUT,
                        name + " did not answer within " + timeout.toSeconds()
                                + " s. A write may have been done: look before it is sent again.",
                        true,
                        true);
            default ->
                new UpstreamFailure(
                        CommonError.BAD_GATEWAY,
                        name + " broke off or gave an answer that is not HTTP. "
                                + "A write may have been done: look before it is sent again.",
                        true,
                        true);
        };
    }

    static UpstreamFailure circuitOpen(ServiceName service) {
        return new UpstreamFailure(
                CommonError.UNAVAILABLE,
                service.moduleName() + " has failed too often just now, so it is left in peace for a moment. "
                        + "Nothing was sent; try again.",
                false,
                false);
    }

    private static UpstreamFailure unreachable(String name) {
        return new UpstreamFailure(
                CommonError.UNAVAILABLE,
                name + " cannot be reached; it may be starting. Nothing was sent; try again.",
                false,
                true);
    }
}
