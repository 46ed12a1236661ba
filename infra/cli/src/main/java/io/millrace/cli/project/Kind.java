package io.millrace.cli.project;

/**
 * What a project can hold, in the order in which it is applied; it is removed in the reverse order. Derived streams and tables can
 * read each other, and come together.
 */
public enum Kind {
    CONTRACT("contract", "contracts", ".odcs.yaml", "/api/contracts/", "application/yaml"),
    STREAM("stream", "streams", ".sql", "/api/sql", "application/sql"),
    TABLE("table", "tables", ".sql", "/api/sql", "application/sql"),
    VIEW("view", "views", ".sql", "/api/views/", "application/sql"),
    WORKFLOW("workflow", "workflows", ".yaml", "/api/workflows/", "application/yaml");

    private final String word;
    private final String folder;
    private final String ending;
    private final String path;
    private final String mediaType;

    Kind(String word, String folder, String ending, String path, String mediaType) {
        this.word = word;
        this.folder = folder;
        this.ending = ending;
        this.path = path;
        this.mediaType = mediaType;
    }

    /** As it is shown and remembered. */
    public String word() {
        return word;
    }

    /** The folder of the project in which its files are. */
    public String folder() {
        return folder;
    }

    /** How its files end. */
    String ending() {
        return ending;
    }

    /** Whether it is created, shown and dropped by statements alone, and has no path of its own. */
    public boolean isStatement() {
        return this == STREAM || this == TABLE;
    }

    /** Where it is at the gateway, up to its name; of derived streams and tables where their statements are sent. */
    String path() {
        return path;
    }

    String mediaType() {
        return mediaType;
    }
}
