package io.millrace.cli.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Newline-delimited events read in batches of bounded size; gzip is recognized by its first two bytes. */
public final class EventBatches {
    private static final int BYTES_MAX = 2 << 20;
    private static final int LINE_BYTES_MAX = 8 << 20;

    private final InputStream in;
    private final int eventsMax;
    private boolean ended;

    /** @param eventsMax most events of one batch */
    public EventBatches(InputStream source, int eventsMax) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        this.in = gzip ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16) : buffered;
        this.eventsMax = eventsMax;
    }

    /** The next lines without those that are empty; an empty list at the end. */
    public List<byte[]> next() throws IOException {
        List<byte[]> events = new ArrayList<>();
        long bytes = 0;
        while (!ended && events.size() < eventsMax && bytes < BYTES_MAX) {
            byte[] line = line();
            if (line.length > 0) {
                events.add(line);
                bytes += line.length + 1L;
            }
        }
        return events;
    }

    /** The body of a request with the events from the index on. */
    static byte[] body(List<byte[]> events, int from) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] event : events.subList(from, events.size())) {
            body.writeBytes(event);
            body.write('\n');
        }
        return body.toByteArray();
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.write(b);
            if (line.size() > LINE_BYTES_MAX) {
                throw new IOException("a line is longer than 8 MiB; write one event on each line");
            }
            b = in.read();
        }
        ended = b < 0;
        byte[] bytes = line.toByteArray();
        return isBlank(bytes) ? new byte[0] : bytes;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
