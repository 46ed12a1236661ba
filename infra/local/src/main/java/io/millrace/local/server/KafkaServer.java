package io.millrace.local.server;

import io.millrace.local.LocalException;
import io.millrace.local.process.Jvm;
import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Apache Kafka in KRaft mode, broker and controller in one JVM. One copy of everything: what is acknowledged survives a
 * kill of the process, not a power cut.
 */
public final class KafkaServer implements LocalServer {
    private static final String MAJOR_VERSION = "4";
    private static final int PROBE_TIMEOUT_MS = 500;
    private static final short API_VERSIONS = 18;

    private final Settings settings;
    private final DataDirectory data;

    /**
     * @param port of the broker on 127.0.0.1
     * @param controllerPort of the controller on 127.0.0.1
     * @param data its data directory
     * @param log its log file
     * @param classPath the jars of Kafka and of this module
     * @param heapMebibytes the JVM's heap
     */
    public record Settings(int port, int controllerPort, Path data, Path log, String classPath, int heapMebibytes) {}

    public KafkaServer(Settings settings) {
        this.settings = settings;
        this.data = new DataDirectory(settings.data(), "Kafka", MAJOR_VERSION);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public int port() {
        return settings.port();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    @Override
    public Optional<String> obstacle() {
        return data.obstacle();
    }

    @Override
    public OwnedProcess start() {
        data.open();
        Path properties = write("server.properties", brokerProperties());
        Path logback = copy("kafka-logback.xml");
        List<String> options = List.of(
                "-Dlogback.configurationFile=" + logback,
                "-XX:TieredStopAtLevel=4",
                "-XX:MaxDirectMemorySize=128m",
                "-Djava.awt.headless=true",
                "-cp",
                settings.classPath());
        List<String> program = List.of(KafkaBroker.class.getName(), properties.toString());
        return OwnedProcess.start(new Launch(
                name(),
                Jvm.command(settings.heapMebibytes(), options, program),
                Map.of(),
                settings.log(),
                End.WATCHES_STDIN));
    }

    /** The broker answers the protocol's first question, ApiVersions, which it does only when it is in service. */
    @Override
    public boolean ready() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", settings.port()), PROBE_TIMEOUT_MS);
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            ByteBuffer question = ByteBuffer.allocate(14)
                    .putInt(10)
                    .putShort(API_VERSIONS)
                    .putShort((short) 0)
                    .putInt(1)
                    .putShort((short) -1);
            socket.getOutputStream().write(question.array());
            return socket.getInputStream().readNBytes(8).length == 8;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(20);
    }

    private String brokerProperties() {
        return template("kafka-server.properties")
                .replace("@port@", Integer.toString(settings.port()))
                .replace("@controllerPort@", Integer.toString(settings.controllerPort()))
                .replace("@data@", data.resolve("log").toString());
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(data.resolve(name), text);
        } catch (IOException e) {
            throw new LocalException("The settings of Kafka cannot be written: " + e.getMessage(), e);
        }
    }

    private Path copy(String name) {
        try (InputStream in = resource(name)) {
            Path file = data.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new LocalException("The settings of Kafka cannot be written: " + e.getMessage(), e);
        }
    }

    private static String template(String name) {
        try (InputStream in = resource(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LocalException("The settings of Kafka cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = KafkaServer.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is missing beside " + KafkaServer.class);
        }
        return in;
    }
}
