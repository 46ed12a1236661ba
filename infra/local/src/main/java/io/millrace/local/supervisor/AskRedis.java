package io.millrace.local.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a Redis that somebody else runs whether it lets Millrace in: AUTH with the user and password of its address, then
 * PING. An address that is not a plain {@code redis://} (TLS, sentinels) is not asked.
 */
final class AskRedis {
    private static final int ANSWER_MS_MAX = 2_000;

    private AskRedis() {}

    /** What it refuses, in one line with the mend; empty where it lets us in, or does not answer (yet). */
    static Optional<String> refusal(ExternalServer server, String address) {
        if (!address.startsWith("redis://")) {
            return Optional.empty();
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), ANSWER_MS_MAX);
            socket.setSoTimeout(ANSWER_MS_MAX);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (List<String> question : questions(URI.create(address).getRawUserInfo())) {
                send(question, socket.getOutputStream());
                String answer = answers.readLine();
                if (answer != null && answer.startsWith("-") && !answer.startsWith("-LOADING")) {
                    return Optional.of("The Redis at " + server.host() + ":" + server.port() + " refuses Millrace ("
                            + answer.substring(1) + "); correct the user and password in MILLRACE_REDIS, which has the"
                            + " form redis://user:password@host:port");
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // That nothing answers there is seen by those who watch it.
            return Optional.empty();
        }
    }

    /** Without a colon it is the password alone. */
    private static List<List<String>> questions(String userInfo) {
        List<List<String>> questions = new ArrayList<>();
        if (userInfo != null && !userInfo.isEmpty()) {
            String user = userInfo.contains(":") ? decoded(userInfo.substring(0, userInfo.indexOf(':'))) : "";
            String password = decoded(userInfo.substring(userInfo.indexOf(':') + 1));
            questions.add(user.isEmpty() ? List.of("AUTH", password) : List.of("AUTH", user, password));
        }
        questions.add(List.of("PING"));
        return questions;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As an array of bulk strings of the Redis protocol, so that a password may hold any character. */
    private static void send(List<String> words, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            text.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
