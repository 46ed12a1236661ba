package io.millrace.starter.check;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ServiceLoader;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service as a program that needs no servers: it is asked by the argument {@code check}, reads one question as JSON from
 * standard input, writes one answer as JSON to standard output, and ends. Warnings go to standard error.
 *
 * @see io.millrace.api.check
 */
public final class AnswerOnce {
    private static final String ARGUMENT = "check";
    private static final int QUESTION_BYTES_MAX = 64 * 1024 * 1024;
    private static final int TEXT_LENGTH_MAX = 8 * 1024 * 1024;

    private AnswerOnce() {}

    /** Whether the service is started for this and not to serve. */
    public static boolean isAsked(String[] arguments) {
        return arguments.length == 1 && arguments[0].equals(ARGUMENT);
    }

    /**
     * Answers, and ends the process.
     *
     * @throws IOException where the question cannot be read as one, or is larger than 64 MiB
     */
    public static void run() throws IOException {
        System.setProperty("logback.configurationFile", "millrace-check-logback.xml");
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        // What a library prints is no part of the answer.
        System.setOut(System.err);
        ProjectCheck<?> check = ServiceLoader.load(ProjectCheck.class)
                .findFirst()
                .orElseThrow(() -> new IOException("this service knows nothing about a project's files"));
        answer(System.in, out, check);
        out.flush();
        System.exit(0);
    }

    static <Q> void answer(InputStream in, OutputStream out, ProjectCheck<Q> check) throws IOException {
        JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(TEXT_LENGTH_MAX)
                                .build())
                        .build())
                .build();
        byte[] asked = in.readNBytes(QUESTION_BYTES_MAX + 1);
        if (asked.length > QUESTION_BYTES_MAX) {
            throw new IOException("the question is larger than 64 MiB; check a smaller project, or fewer events");
        }
        out.write(json.writeValueAsBytes(check.answer(json.readValue(asked, check.question()))));
    }
}
