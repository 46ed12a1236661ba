package io.millrace.orchestration.step;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts that steps may call. Whoever may write workflows can make this service send requests, so the installation says
 * where to; the default is the same machine only.
 *
 * <p>An entry is a host name or address, {@code host:port}, {@code *.example.com} (any name below it), or {@code *} (any
 * host). Names are compared as they are written in the URL; what they resolve to is the matter of whoever listed them.
 */
public record AllowedHosts(List<String> entries) {
    private static final Pattern FORM =
            Pattern.compile("\\*|(\\*\\.)?[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    public AllowedHosts {
        entries = entries.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String entry : entries) {
            if (!FORM.matcher(entry).matches()) {
                throw new IllegalArgumentException("millrace.orchestration.allowed-hosts has '" + entry
                        + "'; use host, host:port, *.domain, [IPv6] or *");
            }
        }
    }

    public boolean allows(URI url) {
        String host = url.getHost();
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        String nameAndPort = name + ":" + port(url);
        return entries.stream().anyMatch(entry -> matches(entry, name) || matches(entry, nameAndPort));
    }

    private static boolean matches(String entry, String name) {
        return entry.equals("*") || (entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : name.equals(entry));
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    }
}
