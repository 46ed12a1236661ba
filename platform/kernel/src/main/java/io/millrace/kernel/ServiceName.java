package io.millrace.kernel;

/** The seven services, by the name of their module, with the port each listens on before any offset. */
public enum ServiceName {
    GATEWAY("gateway", 8080),
    CONTRACT_REGISTRY("contract-registry-service", 8081),
    INGESTION("ingestion-service", 8082),
    STREAM_PROCESSOR("stream-processor-service", 8083),
    VIEW("view-service", 8084),
    ORCHESTRATION("orchestration-service", 8085),
    OBSERVABILITY("observability-service", 8086);

    private final String moduleName;
    private final int port;

    ServiceName(String moduleName, int port) {
        this.moduleName = moduleName;
        this.port = port;
    }

    public String moduleName() {
        return moduleName;
    }

    public int port() {
        return port;
    }

    /** Lower snake case without the ending {@code -service}; names the PostgreSQL schema and role. */
    public String schemaName() {
        return moduleName.replace("-service", "").replace('-', '_');
    }

    public static ServiceName named(String moduleName) {
        for (ServiceName service : values()) {
            if (service.moduleName.equals(moduleName)) {
                return service;
            }
        }
        throw new IllegalArgumentException("no service is named " + moduleName);
    }
}
