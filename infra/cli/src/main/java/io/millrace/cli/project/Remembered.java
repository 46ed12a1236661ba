package io.millrace.cli.project;

/**
 * Something that a project created.
 *
 * @param kind the word of its kind
 * @param name by which the API knows it
 */
record Remembered(String kind, String name) {
    static Remembered of(ProjectFile file) {
        return new Remembered(file.kind().word(), file.name());
    }

    Kind kindOf() {
        for (Kind value : Kind.values()) {
            if (value.word().equals(kind)) {
                return value;
            }
        }
        throw new IllegalArgumentException("there is no kind " + kind);
    }
}
