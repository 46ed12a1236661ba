package io.millrace.starter.identity;

import java.util.List;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Lets the keys of rows stand in paths: an encoded percent sign or semicolon passes as it is. What could make two readers of one
 * path disagree (encoded slashes and backslashes, dot segments, doubled slashes, a semicolon that is not encoded) is refused.
 */
public final class KeysInPaths {
    private static final List<String> ENCODED = List.of("%3b", "%3B");

    private KeysInPaths() {}

    /** A strict firewall with these exceptions. */
    public static StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(false);
        firewall.getEncodedUrlBlocklist().removeAll(ENCODED);
        firewall.getDecodedUrlBlocklist().remove(";");
        return firewall;
    }
}
