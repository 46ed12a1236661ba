package io.millrace.views.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class WaitingAnswerTests {
    private final AtomicLong now = new AtomicLong();

    private void pass(long milliseconds) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    @Test
    void saysNothingInTheFirstSecond() {
        MockHttpServletResponse response = new MockHttpServletResponse();
        WaitingAnswer answer = new WaitingAnswer(response, now::get);
        pass(999);
        answer.going();
        assertThat(response.isCommitted()).isFalse();
        assertThat(response.getContentType()).isNull();
    }

    @Test
    void writesALineFeedEachSecond() throws UnsupportedEncodingException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        WaitingAnswer answer = new WaitingAnswer(response, now::get);
        for (int i = 0; i < 31; i++) {
            pass(100);
            answer.going();
        }
        answer.begin();
        assertThat(response.isCommitted()).isTrue();
        assertThat(response.getContentAsString()).isEqualTo("\n\n\n");
        assertThat(response.getContentType()).isEqualTo("application/json");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void endsTheWorkOfAClientThatWentAway() {
        WaitingAnswer answer = new WaitingAnswer(
                new MockHttpServletResponse() {
                    @Override
                    public ServletOutputStream getOutputStream() {
                        return new Broken();
                    }
                },
                now::get);
        pass(1_000);
        assertThatThrownBy(answer::going).isInstanceOf(UncheckedIOException.class);
    }

    private static final class Broken extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("written to by one thread");
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException("broken pipe");
        }
    }
}
