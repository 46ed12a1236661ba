package io.millrace.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.RunningRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class StreamEntriesIT {
    private final RunningRegistry registry = RunningRegistry.shared();
    private final StreamEntries entries = registry.bean(StreamEntries.class);

    @BeforeEach
    void putContracts() {
        registry.put("first", RunningRegistry.contract("first", "1.0.0", "draft"));
        registry.put("second", RunningRegistry.contract("second", "1.0.0", "draft"));
    }

    @Test
    void aClaimTakesNoNameThatAnotherContractHas() {
        entries.saveAndFlush(new StreamEntry("taken", "taken", "first"));
        StreamEntry second = new StreamEntry("taken", "taken_topic", "second");

        assertThatThrownBy(() -> entries.saveAndFlush(second))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("duplicate key");
        assertThat(entries.findById("taken")).hasValueSatisfying(entry -> {
            assertThat(entry.contractId()).isEqualTo("first");
            assertThat(entry.topic()).isEqualTo("taken");
        });
    }

    @Test
    void aClaimTakesNoTopicThatAnotherContractHas() {
        entries.saveAndFlush(new StreamEntry("one_name", "one_topic", "first"));
        StreamEntry second = new StreamEntry("other_name", "one_topic", "second");

        assertThatThrownBy(() -> entries.saveAndFlush(second))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("duplicate key");
        assertThat(entries.findById("other_name")).isEmpty();
    }

    @Test
    void whoHasANameDescribesItAgain() {
        StreamEntry claimed = entries.saveAndFlush(new StreamEntry("described", "described", "first"));
        claimed.describe("1.0.0", "{}");
        entries.saveAndFlush(claimed);

        assertThat(entries.findById("described"))
                .hasValueSatisfying(entry -> assertThat(entry.isActive()).isTrue());
    }
}
