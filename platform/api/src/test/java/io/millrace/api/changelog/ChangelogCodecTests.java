package io.millrace.api.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChangelogCodecTests {
    private static final byte[] KEY = "[\"LAS\"]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ROW = "{\"origin\":\"LAS\",\"flights\":3}".getBytes(StandardCharsets.UTF_8);
    private static final Progress PROGRESS = new Progress(
            3,
            1_700_000_000_123L,
            List.of(
                    new Progress.Source(new UUID(1, 2), 0, 0, Progress.NO_WATERMARK, 0),
                    new Progress.Source(new UUID(-1, 5), 300, 1L << 40, 978_307_200_000L, 17)));

    @Test
    void rowsReadBackAsTheyWere() {
        for (long epoch : new long[] {0, 127, 128, 1L << 62}) {
            ChangelogRecord read = ChangelogCodec.decode(
                    ChangelogCodec.rowKey(KEY), ChangelogCodec.upsert(epoch, ROW, ROW.length), null);
            assertThat(read).isInstanceOfSatisfying(ChangelogRecord.Upsert.class, upsert -> {
                assertThat(upsert.epoch()).isEqualTo(epoch);
                assertThat(upsert.key()).isEqualTo(KEY);
                assertThat(upsert.row()).isEqualTo(ROW);
            });
        }
    }

    @Test
    void onlyTheGivenLengthOfABufferIsWritten() {
        byte[] value = ChangelogCodec.upsert(1, "{}garbage".getBytes(StandardCharsets.UTF_8), 2);

        assertThat(ChangelogCodec.decode(ChangelogCodec.rowKey(KEY), value, null))
                .isInstanceOfSatisfying(
                        ChangelogRecord.Upsert.class,
                        upsert -> assertThat(upsert.row()).asString().isEqualTo("{}"));
    }

    @Test
    void deletesCarryTheirEpochInAHeader() {
        assertThat(ChangelogCodec.decode(ChangelogCodec.rowKey(KEY), null, ChangelogCodec.epochHeader(900)))
                .isInstanceOfSatisfying(ChangelogRecord.Delete.class, delete -> {
                    assertThat(delete.epoch()).isEqualTo(900);
                    assertThat(delete.key()).isEqualTo(KEY);
                });
    }

    @Test
    void progressReadsBackAsItWas() {
        assertThat(ChangelogCodec.decode(ChangelogCodec.progressKey(3), ChangelogCodec.progress(PROGRESS), null))
                .isEqualTo(new ChangelogRecord.Closed(PROGRESS));
    }

    @Test
    void refusesWhatANewerReleaseWrote() {
        byte[] value = ChangelogCodec.upsert(1, ROW, ROW.length);
        value[1] = 2;

        assertThatThrownBy(() -> ChangelogCodec.decode(ChangelogCodec.rowKey(KEY), value, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void refusesACutRecord() {
        byte[] value = ChangelogCodec.progress(PROGRESS);
        byte[] cut = java.util.Arrays.copyOf(value, value.length - 5);

        assertThatThrownBy(() -> ChangelogCodec.decode(ChangelogCodec.progressKey(3), cut, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Samples of released versions stay readable for ever: a line is key, value and header in hexadecimal. */
    @Test
    void readsTheSamplesOfEveryRelease() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/changelog-samples/0.1.hex"));

        assertThat(lines.stream().map(ChangelogCodecTests::decode).map(record -> switch (record) {
                    case ChangelogRecord.Upsert upsert ->
                        "upsert " + upsert.epoch() + " " + text(upsert.key()) + " " + text(upsert.row());
                    case ChangelogRecord.Delete delete -> "delete " + delete.epoch() + " " + text(delete.key());
                    case ChangelogRecord.Closed closed -> "closed " + closed.progress();
                }))
                .containsExactly(
                        "upsert 17 [\"LAS\"] {\"origin\":\"LAS\",\"flights\":3}",
                        "delete 300 [\"LAS\"]",
                        "closed " + PROGRESS);
    }

    private static ChangelogRecord decode(String line) {
        String[] parts = line.split(" ", -1);
        return ChangelogCodec.decode(
                HexFormat.of().parseHex(parts[0]),
                parts[1].equals("-") ? null : HexFormat.of().parseHex(parts[1]),
                parts[2].equals("-") ? null : HexFormat.of().parseHex(parts[2]));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
