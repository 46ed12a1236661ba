package io.millrace.ingestion.admission;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats of ODCS strings that can be checked. Others, such as password and binary, describe and do not constrain. */
enum TextFormat {
    UUID("UUID", TextFormat::isUuid),
    EMAIL("e-mail address", TextFormat::isEmail),
    IPV4("IPv4 address", TextFormat::isIpv4),
    IPV6("IPv6 address", TextFormat::isIpv6),
    URI("URI with a scheme", TextFormat::isUri),
    HOSTNAME("host name", TextFormat::isHostname),
    BYTE("base64 text", TextFormat::isBase64);

    // None of these can backtrack: every repetition is possessive or of one class.
    private static final Pattern EMAIL_LOCAL = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}+(?<!-))?");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*+={0,2}");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private final String word;
    private final Predicate<String> rule;

    TextFormat(String word, Predicate<String> rule) {
        this.word = word;
        this.rule = rule;
    }

    /** The format of that name in any case; null where it is not one that is checked. */
    static @Nullable TextFormat named(String name) {
        for (TextFormat format : values()) {
            if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
                return format;
            }
        }
        return null;
    }

    boolean matches(String text) {
        return rule.test(text);
    }

    /** What it is, for messages. */
    String word() {
        return word;
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            return false;
        }
        String local = text.substring(0, at);
        boolean dots = local.startsWith(".") || local.endsWith(".") || local.contains("..");
        return !dots && EMAIL_LOCAL.matcher(local).matches() && isHostname(text.substring(at + 1));
    }

    private static boolean isHostname(String text) {
        if (text.isEmpty() || text.length() > 253) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        String[] octets = text.length() > 15 ? new String[0] : text.split("\\.", -1);
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return octets.length == 4;
    }

    private static boolean isIpv6(String text) {
        if (text.length() > 45 || text.indexOf(':') < 0) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many 16-bit groups the text holds, -1 where it holds something else; an IPv4 address at its end counts two. */
    private static int groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) {
                count++;
            } else if (atEnd && i == parts.length - 1 && isIpv4(parts[i])) {
                count += 2;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() && text.chars().allMatch(c -> c < 0x80);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        return text.length() % 4 == 0 && BASE64.matcher(text).matches();
    }
}
