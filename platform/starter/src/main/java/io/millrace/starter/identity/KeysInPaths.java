package io.millrace.starter.identity;

import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Lets the keys of rows stand in paths: an encoded percent sign, semicolon or backslash passes as it is. What could make two
 * readers of one path disagree (encoded slashes, dot segments, doubled slashes, and semicolons and backslashes that are not
 * encoded) is refused.
 */
public final class KeysInPaths {
    private static final List<String> ENCODED = List.of("%3b", "%3B", "%5c", "%5C");
    private static final List<String> DECODED = List.of(";", "\\");

    private KeysInPaths() {}

    /** A strict firewall with these exceptions. */
    public static StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(false);
        firewall.getEncodedUrlBlocklist().removeAll(ENCODED);
        firewall.getDecodedUrlBlocklist().removeAll(DECODED);
        return firewall;
    }

    /** The container takes an encoded backslash for a slash otherwise, and refuses it. */
    public static void passEncodedBackslashes(Connector connector) {
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    }
}
