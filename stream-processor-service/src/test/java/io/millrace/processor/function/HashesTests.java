package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The vectors of RFC 1321 and FIPS 180. */
class HashesTests {
    private static final String TWO_BLOCKS = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    @Test
    void md5() {
        assertThat(Hashes.md5(Binaries.ofText("message digest"))).isEqualTo("f96b697d7cb7938d525a2f31aaf161d0");
        assertThat(Hashes.md5(Binaries.ofText(""))).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    }

    @Test
    void sha() {
        assertThat(Hashes.sha1(Binaries.ofText("abc"))).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(Hashes.sha1(Binaries.ofText(TWO_BLOCKS))).isEqualTo("84983e441c3bd26ebaae4aa1f95129e5e54670f1");
        assertThat(Hashes.sha224(Binaries.ofText("abc")))
                .isEqualTo("23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
        assertThat(Hashes.sha256(Binaries.ofText(TWO_BLOCKS)))
                .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        assertThat(Hashes.sha384(Binaries.ofText("abc")))
                .startsWith("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163")
                .hasSize(96);
        assertThat(Hashes.sha512(Binaries.ofText("abc")))
                .startsWith("ddaf35a193617abacc417349ae204131")
                .hasSize(128);
    }

    @Test
    void sha2IsTheFamilyByItsBits() {
        assertThat(Hashes.sha2(Binaries.ofText("abc"), 224)).isEqualTo(Hashes.sha224(Binaries.ofText("abc")));
        assertThat(Hashes.sha2(Binaries.ofText("abc"), 512)).isEqualTo(Hashes.sha512(Binaries.ofText("abc")));
        assertThatThrownBy(() -> Hashes.sha2(Binaries.ofText("abc"), 0)).isInstanceOf(EvaluationFailure.class);
    }

    @Test
    void encodingsReadBack() {
        for (String text : new String[] {"", "a", "ab", "abc", "Straße № 5 😀", "a+b c%&=/"}) {
            assertThat(Encodings.fromBase64(Binaries.toBase64(Binaries.ofText(text))))
                    .isEqualTo(text);
            assertThat(Encodings.urlDecode(Encodings.urlEncode(text))).isEqualTo(text);
        }
        assertThat(Encodings.hex(0)).isEqualTo("0");
        assertThat(Encodings.hex(Long.MIN_VALUE)).isEqualTo("8000000000000000");
        assertThat(Encodings.binary(12)).isEqualTo("1100");
        assertThatThrownBy(() -> Encodings.fromBase64("a\nb")).isInstanceOf(EvaluationFailure.class);
    }
}
