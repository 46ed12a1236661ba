package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalServerTests {
    @ParameterizedTest
    @CsvSource({
        "'kafka.example.org:9092', kafka.example.org, 9092",
        "'a:9093,b:9094', a, 9093",
        "'jdbc:postgresql://db.example.org:5433/millrace', db.example.org, 5433",
        "'jdbc:postgresql://db.example.org/millrace?sslmode=require', db.example.org, 1",
        "'redis://:secret@cache:6380', cache, 6380",
        "'redis://user:secret@cache/0', cache, 1",
        "'localhost', localhost, 1"
    })
    void hostAndPortAreFoundInEveryForm(String address, String host, int port) {
        assertThat(ExternalServer.parse("x", "MILLRACE_X", address, 1)).isEqualTo(new ExternalServer("x", host, port));
    }

    @Test
    void anAddressWithoutHostIsRefused() {
        assertThatThrownBy(() -> ExternalServer.parse("kafka", "MILLRACE_KAFKA", ":9092", 1))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("MILLRACE_KAFKA");
    }
}
