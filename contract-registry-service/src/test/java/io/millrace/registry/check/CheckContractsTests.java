package io.millrace.registry.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckTexts;
import io.millrace.api.check.CheckedTexts.CheckedText;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.StreamSchema;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class CheckContractsTests {
    private static String contract(String id, String stream) {
        return """
            apiVersion: v3.1.0
            kind: DataContract
            id: %s
            version: 1.0.0
            status: active
            schema:
              - name: %s
                logicalType: object
                properties:
                  - {name: key, logicalType: string, required: true, primaryKey: true}
            """.formatted(id, stream);
    }

    private static List<CheckedText> check(String... texts) {
        List<SourceText> files = new ArrayList<>();
        for (String text : texts) {
            files.add(new SourceText("file" + files.size(), text));
        }
        return new CheckContracts().answer(new CheckTexts(files)).files();
    }

    @Test
    void compilesStreamsWithTopicIds() {
        CheckedText checked = check(contract("orders", "orders")).getFirst();
        assertThat(checked.violations()).isEmpty();
        StreamSchema stream = checked.streams().getFirst();
        assertThat(stream.stream()).isEqualTo("orders");
        assertThat(stream.topicId()).isNotNull();
    }

    @Test
    void saysWhatAPutWouldSay() {
        CheckedText checked = check(contract("orders", "Orders!")).getFirst();
        assertThat(checked.violations()).extracting("code", "line").contains(Tuple.tuple("NAME", 7));
        assertThat(check("id: [").getFirst().violations()).hasSize(1);
        assertThat(check("").getFirst().violations()).isNotEmpty();
    }

    @Test
    void refusesAStreamOfTwoContracts() {
        List<CheckedText> checked = check(contract("orders", "orders"), contract("shop", "orders"));
        assertThat(checked.getFirst().violations()).isEmpty();
        assertThat(checked.getLast().violations()).extracting("code").containsExactly("STREAM_TAKEN");
        assertThat(checked.getLast().violations().getFirst().detail()).contains("file0");
        assertThat(checked.getLast().streams()).isEmpty();
    }

    @Test
    void aDraftHasNoStreams() {
        CheckedText checked =
                check(contract("orders", "orders").replace("active", "draft")).getFirst();
        assertThat(checked.violations()).isEmpty();
        assertThat(checked.streams()).isEmpty();
    }
}
