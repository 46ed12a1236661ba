package io.millrace.registry.catalog;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.compatibility.Change;
import io.millrace.registry.compatibility.CompareStreams;
import io.millrace.registry.compatibility.CompatibilityMode;
import io.millrace.registry.schema.CompiledStream;
import io.millrace.registry.schema.ContractDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Holds a version of a contract against the one that was active before it. */
final class CheckCompatibility {
    private static final int CHANGES_SHOWN_MAX = 20;

    private final ContractDocument contract;
    private final JsonMapper json;

    CheckCompatibility(ContractDocument contract, JsonMapper json) {
        this.contract = contract;
        this.json = json;
    }

    /**
     * @param own what the contract's versions said of its streams
     * @throws MillraceException with {@link RegistryError#INCOMPATIBLE_CHANGE}, every change in its detail, and a violation
     *     for each that its mode does not allow
     */
    void check(Collection<StreamEntry> own) {
        Map<String, StreamEntry> before = new HashMap<>();
        own.forEach(entry -> before.put(entry.name(), entry));
        if (before.isEmpty()) {
            return;
        }
        List<Change> all = new ArrayList<>();
        List<Change> refused = new ArrayList<>();
        String version = "";
        for (CompiledStream stream : contract.streams()) {
            StreamEntry entry = before.remove(stream.schema().stream());
            List<Change> changes = entry == null
                    ? List.of(CompareStreams.added(stream.schema(), stream.pointer()))
                    : CompareStreams.compare(schema(entry), stream.schema(), stream.pointer());
            version = entry == null ? version : entry.contractVersion();
            all.addAll(changes);
            changes.stream()
                    .filter(change -> !stream.compatibility().allows(change))
                    .forEach(refused::add);
        }
        for (StreamEntry gone : before.values()) {
            if (gone.isDescribed()) {
                Change removed = CompareStreams.removed(schema(gone));
                version = gone.contractVersion();
                all.add(removed);
                if (!contract.compatibility().allows(removed)) {
                    refused.add(removed);
                }
            }
        }
        if (!refused.isEmpty()) {
            throw incompatible(version, all, refused);
        }
    }

    private MillraceException incompatible(String version, List<Change> all, List<Change> refused) {
        List<Violation> violations = refused.stream()
                .map(change -> contract.source()
                        .violation(change.pointer(), change.kind().name(), change.detail(), null))
                .toList();
        String diff = all.stream().limit(CHANGES_SHOWN_MAX).map(Change::detail).collect(Collectors.joining("\n"));
        String more = all.size() > CHANGES_SHOWN_MAX ? "\n… and " + (all.size() - CHANGES_SHOWN_MAX) + " more" : "";
        boolean fixed = refused.stream().anyMatch(change -> change.kind() == Change.Kind.FIXED);
        String mend = fixed
                ? "A key, event time, partitions or topic cannot change: describe a new stream beside this one."
                : "Add optional columns and loosen constraints only, or set " + CompatibilityMode.PROPERTY
                        + " to NONE in this version if every producer and view is ready for it.";
        return new MillraceException(
                RegistryError.INCOMPATIBLE_CHANGE,
                "Version " + contract.version() + " against " + version + ":\n" + diff + more + "\n" + refused.size()
                        + " of these would break those who rely on " + version + ". " + mend,
                violations);
    }

    private StreamSchema schema(StreamEntry entry) {
        return json.readValue(entry.schemaJson(), StreamSchema.class);
    }
}
