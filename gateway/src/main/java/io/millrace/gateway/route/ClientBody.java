package io.millrace.gateway.route;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request on its way to a service, {@value #BUFFER_BYTES} bytes at most at a time, each piece as soon
 * as it is here. Where the client breaks
 * off, so does the gateway: a body that has lost its end must never look whole to the service.
 */
final class ClientBody extends AbstractHttpEntity {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final HttpServletRequest source;
    private final HttpUriRequestBase target;
    private final long length;

    private ClientBody(HttpServletRequest source, HttpUriRequestBase target, long length) {
        super((String) null, null, length < 0);
        this.source = source;
        this.target = target;
        this.length = length;
    }

    /** Null where the request has none. */
    static @Nullable ClientBody of(HttpServletRequest source, HttpUriRequestBase target) {
        long length = source.getContentLengthLong();
        boolean chunked = source.getHeader("Transfer-Encoding") != null;
        return chunked || length >= 0 ? new ClientBody(source, target, chunked ? -1 : length) : null;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream in = open();
        for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    private InputStream open() throws ClientBodyException {
        try {
            return source.getInputStream();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private int read(InputStream in, byte[] buffer) throws ClientBodyException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    private ClientBodyException brokenOff(IOException cause) {
        // Closes the connection to the service at once; else the last chunk would be written as if the body were whole.
        target.abort();
        return new ClientBodyException(cause);
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("the body is only written, once");
    }

    @Override
    public void close() {
        // The stream belongs to the servlet container.
    }
}
