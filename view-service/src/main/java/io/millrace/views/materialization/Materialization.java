package io.millrace.views.materialization;

import io.millrace.kernel.Namespace;

/** What all views that this copy materializes share. */
record Materialization(
        Namespace namespace,
        MaterializationSettings settings,
        ChangelogReader reader,
        KafkaOffsets offsets,
        ReadAheadMemory memory) {}
