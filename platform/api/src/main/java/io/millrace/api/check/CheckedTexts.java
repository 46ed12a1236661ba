package io.millrace.api.check;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Violation;
import java.util.List;

/**
 * @param files in the order of the question
 */
public record CheckedTexts(List<CheckedText> files) {
    /**
     * @param streams what an active contract describes, with ids of topics that stand for those which Kafka would give;
     *     empty for others, for workflows, and where there are violations
     * @param violations everything that is wrong with the file
     */
    public record CheckedText(String file, List<StreamSchema> streams, List<Violation> violations) {}
}
