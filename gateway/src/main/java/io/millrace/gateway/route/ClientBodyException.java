package io.millrace.gateway.route;

import java.io.IOException;

/** The client's body could not be read to its end, so that the request to the service was broken off. */
final class ClientBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientBodyException(IOException cause) {
        super("the client's body ended early", cause);
    }
}
