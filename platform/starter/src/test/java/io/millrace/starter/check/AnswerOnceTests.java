package io.millrace.starter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckTexts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerOnceTests {
    @Test
    void isAskedByOneArgumentAlone() {
        assertThat(AnswerOnce.isAsked(new String[] {"check"})).isTrue();
        assertThat(AnswerOnce.isAsked(new String[] {})).isFalse();
        assertThat(AnswerOnce.isAsked(new String[] {"check", "--server.port=1"}))
                .isFalse();
    }

    private static final class FirstText implements ProjectCheck<CheckTexts> {
        @Override
        public Class<CheckTexts> question() {
            return CheckTexts.class;
        }

        @Override
        public Object answer(CheckTexts question) {
            return List.of(question.files().getFirst().text());
        }
    }

    @Test
    void answersAQuestionWithJson() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerOnce.answer(
                new ByteArrayInputStream(
                        "{\"files\":[{\"file\":\"a\",\"text\":\"ä\"}]}".getBytes(StandardCharsets.UTF_8)),
                out,
                new FirstText());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[\"ä\"]");
    }
}
