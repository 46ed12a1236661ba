package io.millrace.starter;

import io.millrace.kernel.Namespace;
import io.millrace.kernel.ServiceName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every service knows about its surroundings; the defaults come from {@link MillraceEnvironment}.
 *
 * @param namespaceName prefix of everything in shared servers, empty by default; bound from {@code millrace.namespace}
 * @param kafka bootstrap servers
 * @param home directory of keys, tokens and local state
 * @param copy names this copy of the service among its siblings; host name and process id by default
 * @param urls base URL per service
 */
@ConfigurationProperties("millrace")
public record MillraceSettings(
        @org.springframework.boot.context.properties.bind.Name("namespace") @DefaultValue("")
        String namespaceName,

        String kafka,
        Path home,
        @DefaultValue("") String copy,
        Map<String, URI> urls) {

    public MillraceSettings {
        new Namespace(namespaceName);
        copy = copy.isEmpty() ? CopyName.ofThisProcess() : copy;
        urls = Map.copyOf(urls);
    }

    public Namespace namespace() {
        return new Namespace(namespaceName);
    }

    /** Base URL without a trailing slash. */
    public URI serviceUrl(ServiceName service) {
        URI url = urls.get(service.moduleName());
        if (url == null) {
            throw new IllegalStateException("millrace.urls." + service.moduleName() + " is not set");
        }
        return url;
    }
}
