package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskRedisTests {
    /** Each word that the server was sent. */
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    private ServerSocket socket;
    private ExternalServer server;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server = new ExternalServer("redis", "127.0.0.1", socket.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void aWrongPasswordIsSaidWithItsMend() {
        answer("-WRONGPASS invalid username-password pair or user is disabled.");
        assertThat(AskRedis.refusal(server, "redis://:wrong@127.0.0.1"))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("WRONGPASS", "MILLRACE_REDIS").doesNotContain("\n", "wrong@"));
    }

    @Test
    void aPasswordThatIsMissingIsSaid() {
        answer("-NOAUTH Authentication required.");
        assertThat(AskRedis.refusal(server, "redis://127.0.0.1"))
                .hasValueSatisfying(line -> assertThat(line).contains("NOAUTH"));
    }

    @Test
    void userAndPasswordAreSentAsTheyAre() {
        answer("+OK", "+PONG");
        assertThat(AskRedis.refusal(server, "redis://acme:a%20b+c@127.0.0.1")).isEmpty();
        assertThat(words).containsExactly("AUTH", "acme", "a b+c", "PING");
    }

    @Test
    void aPasswordMayStandAlone() {
        answer("+OK", "+PONG");
        assertThat(AskRedis.refusal(server, "redis://secret@127.0.0.1")).isEmpty();
        assertThat(words).containsExactly("AUTH", "secret", "PING");
    }

    @Test
    void oneThatLoadsItsDataRefusesNobody() {
        answer("-LOADING Redis is loading the dataset in memory");
        assertThat(AskRedis.refusal(server, "redis://127.0.0.1")).isEmpty();
    }

    @Test
    void oneThatDoesNotAnswerRefusesNobody() throws IOException {
        socket.close();
        assertThat(AskRedis.refusal(server, "redis://127.0.0.1")).isEmpty();
    }

    private void answer(String... lines) {
        Thread.ofVirtual().start(() -> {
            try (Socket client = socket.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                for (String line : List.of(lines)) {
                    int count = Integer.parseInt(in.readLine().substring(1));
                    for (int i = 0; i < count; i++) {
                        in.readLine();
                        words.add(in.readLine());
                    }
                    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                words.add(e.toString());
            }
        });
    }
}
