package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a service for one question that it answers without servers: as a process that is given the argument {@code check}, the
 * question on its standard input, and ends with the answer on its standard output.
 */
public final class AskService {
    private static final int SECONDS_MAX = 300;
    private static final int ERROR_LENGTH_MAX = 2_000;

    private final SuiteSettings settings;

    public AskService(SuiteSettings settings) {
        this.settings = settings;
    }

    /**
     * @return the answer
     * @throws LocalException where the service is not built, or gives no answer within 5 minutes
     */
    public byte[] ask(ServiceName service, byte[] question) throws InterruptedException {
        ServiceApp app = ServiceApps.of(settings, service);
        app.extract();
        List<String> command = app.questionCommand();
        try {
            Path answer = Files.createTempFile("millrace-answer", ".json");
            Path errors = Files.createTempFile("millrace-errors", ".txt");
            try {
                return answered(service, run(service, command, question, answer, errors), answer, errors);
            } finally {
                Files.deleteIfExists(answer);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new LocalException(service.moduleName() + " cannot be asked: " + e.getMessage(), e);
        }
    }

    /** @return its exit code */
    private static int run(ServiceName service, List<String> command, byte[] question, Path answer, Path errors)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(Redirect.to(answer.toFile()))
                .redirectError(Redirect.to(errors.toFile()))
                .start();
        try {
            send(process, question);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new LocalException(service.moduleName() + " gave no answer within " + SECONDS_MAX
                        + " s; give the tests fewer events");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(Process process, byte[] question) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(question);
        } catch (IOException e) {
            // It ended before it had read the question: its exit code and its errors say why.
        }
    }

    private static byte[] answered(ServiceName service, int exit, Path answer, Path errors) throws IOException {
        if (exit == 0) {
            return Files.readAllBytes(answer);
        }
        String said = Files.readString(errors).strip();
        throw new LocalException(service.moduleName() + " gave no answer (exit code " + exit + "): "
                + (said.length() > ERROR_LENGTH_MAX ? said.substring(0, ERROR_LENGTH_MAX) + "…" : said));
    }
}
