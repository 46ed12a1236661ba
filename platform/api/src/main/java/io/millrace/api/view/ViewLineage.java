package io.millrace.api.view;

import java.util.List;

/**
 * What the rows of a version of a view are made of and how.
 *
 * @param hash SHA-256, in hexadecimal, of the plan of its query and of the streams that it reads, with their topic ids and contract
 *     versions: two versions of one hash have the same rows at the same position
 * @param contracts per stream the contract that it was compiled against, by stream
 */
public record ViewLineage(String view, int version, String hash, List<Contract> contracts) {
    public ViewLineage {
        contracts = List.copyOf(contracts);
    }

    /**
     * @param contract its id
     * @param version its semantic version
     */
    public record Contract(String stream, String contract, String version) {}
}
