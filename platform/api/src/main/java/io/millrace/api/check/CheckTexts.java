package io.millrace.api.check;

import java.util.List;

/** Asks contract-registry-service about contracts, or orchestration-service about workflows. */
public record CheckTexts(List<SourceText> files) {}
