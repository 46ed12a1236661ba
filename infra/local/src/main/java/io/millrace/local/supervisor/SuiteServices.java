package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The seven services of a suite, in the order in which they are started. */
final class SuiteServices {
    static final List<ServiceName> ORDER = List.of(
            ServiceName.CONTRACT_REGISTRY,
            ServiceName.GATEWAY,
            ServiceName.STREAM_PROCESSOR,
            ServiceName.INGESTION,
            ServiceName.VIEW,
            ServiceName.ORCHESTRATION,
            ServiceName.OBSERVABILITY);

    /** Those on the data path first: their restart is what readers wait for. */
    static final List<ServiceName> RECORDING_ORDER = List.of(
            ServiceName.STREAM_PROCESSOR,
            ServiceName.VIEW,
            ServiceName.INGESTION,
            ServiceName.GATEWAY,
            ServiceName.CONTRACT_REGISTRY,
            ServiceName.ORCHESTRATION,
            ServiceName.OBSERVABILITY);

    private final SuiteSettings settings;
    private final Secrets secrets;
    private final Map<String, String> addresses;

    /** @param addresses variables that name the servers */
    SuiteServices(SuiteSettings settings, Secrets secrets, Map<String, String> addresses) {
        this.settings = settings;
        this.secrets = secrets;
        this.addresses = Map.copyOf(addresses);
    }

    /** @throws LocalException when the build has not made its jar */
    ServiceApp app(ServiceName service) {
        return ServiceApps.of(settings, service);
    }

    ServiceProcess process(ServiceName service, ServiceApp app) {
        return new ServiceProcess(
                service,
                settings.port(service),
                app,
                environment(service),
                settings.home().log(service.moduleName()));
    }

    Map<String, String> environment(ServiceName service) {
        Map<String, String> environment = new LinkedHashMap<>(addresses);
        environment.put("MILLRACE_HOME", settings.home().root().toString());
        environment.put("MILLRACE_PORT_OFFSET", Integer.toString(settings.portOffset()));
        environment.put("MILLRACE_NAMESPACE", settings.namespace().value());
        environment.put("MILLRACE_SUPERVISED", "1");
        // glibc keeps one arena per thread by default, which shows as resident memory.
        environment.put("MALLOC_ARENA_MAX", "2");
        if (SuiteServers.WITH_SCHEMA.contains(service)) {
            var role = SuiteServers.role(settings, secrets, service);
            environment.put(
                    "MILLRACE_POSTGRES_USER",
                    settings.variable("MILLRACE_POSTGRES_USER").orElse(role.role()));
            environment.put(
                    "MILLRACE_POSTGRES_PASSWORD",
                    settings.variable("MILLRACE_POSTGRES_PASSWORD").orElse(role.password()));
        }
        return environment;
    }
}
