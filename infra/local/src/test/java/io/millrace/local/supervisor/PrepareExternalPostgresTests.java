package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrepareExternalPostgresTests {
    @ParameterizedTest
    @CsvSource({
        "08001, cannot be reached, MILLRACE_POSTGRES is its address",
        "28P01, refuses Millrace, the credentials",
        "28000, refuses Millrace, the credentials",
        "3D000, has no such database, make it",
        "42501, refuses Millrace, the rights",
        ", refuses Millrace, the rights"
    })
    void theMendFitsWhatIsWrong(String state, String fact, String mend) {
        assertThat(postgres("jdbc:postgresql://db.example.org/millrace")
                        .complaint(new SQLException("FATAL", state), "the credentials", "the rights"))
                .startsWith("The PostgreSQL at db.example.org:5432 " + fact + " (FATAL)")
                .contains(mend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"db.example.org:5432", "postgresql://db.example.org:5432/millrace"})
    void anAddressThatIsNotOfJdbcIsRefused(String address) {
        assertThatThrownBy(() -> postgres(address).prepare(List.of()))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("jdbc:postgresql://");
    }

    @Test
    void oneThatIsNeededByNobodyIsNotAsked() {
        postgres("jdbc:postgresql://db.example.org/millrace").prepare(List.of());
    }

    private static PrepareExternalPostgres postgres(String address) {
        SuiteSettings settings = SuiteSettings.of(Map.of("MILLRACE_POSTGRES", address), Path.of("."));
        return new PrepareExternalPostgres(
                settings, ExternalServer.postgres(settings).orElseThrow(), address);
    }
}
