package io.millrace.benchmarks.ingestion;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends NDJSON batches over keep-alive connections, each as fast as it is answered, at little cost of its own. */
final class NdjsonLoad {
    private final int port;
    private final String token;
    private final int connections;
    private final List<byte[]> bodies = new ArrayList<>();
    private final int batchEvents;

    NdjsonLoad(int port, String token, int connections, byte[][] events, int batchEvents) {
        this.port = port;
        this.token = token;
        this.connections = connections;
        this.batchEvents = batchEvents;
        for (int from = 0; from + batchEvents <= events.length; from += batchEvents) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = from; i < from + batchEvents; i++) {
                body.writeBytes(events[i]);
                body.write('\n');
            }
            bodies.add(body.toByteArray());
        }
    }

    /** @return events per second that were acknowledged */
    double run(int events) throws InterruptedException, ExecutionException {
        AtomicInteger batches = new AtomicInteger();
        int count = events / batchEvents;
        List<Callable<Void>> senders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            senders.add(() -> {
                send(batches, count);
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            long begun = System.nanoTime();
            for (Future<Void> sender : threads.invokeAll(senders)) {
                sender.get();
            }
            return (double) count * batchEvents * 1e9 / (System.nanoTime() - begun);
        }
    }

    private void send(AtomicInteger batches, int count) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int batch = batches.getAndIncrement();
            while (batch < count) {
                byte[] body = bodies.get(batch % bodies.size());
                out.write(head(body.length));
                out.write(body);
                expectAccepted(in);
                batch = batches.getAndIncrement();
            }
        }
    }

    private byte[] head(int length) {
        return ("POST /api/streams/flights/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void expectAccepted(InputStream in) throws IOException {
        String status = line(in);
        int length = -1;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:");
        }
        String body = chunked ? chunks(in) : new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.contains(" 200 ") || !body.contains("\"accepted\":" + batchEvents + ",")) {
            throw new IOException(status + ": " + body.substring(0, Math.min(body.length(), 500)));
        }
    }

    private static String chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length = Integer.parseInt(line(in), 16);
        while (length > 0) {
            body.writeBytes(in.readNBytes(length));
            line(in);
            length = Integer.parseInt(line(in), 16);
        }
        line(in);
        return body.toString(StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
