package io.millrace.orchestration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedHostsTests {

    @ParameterizedTest
    @CsvSource({
        "localhost,http://localhost/,true",
        "localhost,http://LOCALHOST:8080/,true",
        "localhost,http://localhost.evil.test/,false",
        "localhost,http://evil.test/?localhost,false",
        "localhost,http://localhost@evil.test/,false",
        "127.0.0.1,http://127.0.0.1:9/,true",
        "127.0.0.1,http://2130706433/,false",
        "[::1],http://[::1]:8080/,true",
        "api.test:443,https://api.test/,true",
        "api.test:443,http://api.test/,false",
        "*.example.com,https://a.b.example.com/,true",
        "*.example.com,https://example.com/,false",
        "*.example.com,https://evilexample.com/,false",
        "*,http://anything.test/,true",
        "*,http:///nohost,false"
    })
    void comparesTheHostAlone(String entry, URI url, boolean allowed) {
        assertThat(new AllowedHosts(List.of(entry)).allows(url)).isEqualTo(allowed);
    }

    @Test
    void refusesEntriesThatAreNoHosts() {
        assertThatThrownBy(() -> new AllowedHosts(List.of("http://localhost")))
                .hasMessageContaining("use host, host:port, *.domain, [IPv6] or *");
    }
}
