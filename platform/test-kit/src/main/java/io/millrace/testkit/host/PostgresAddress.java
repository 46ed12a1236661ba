package io.millrace.testkit.host;

import java.util.List;

/**
 * Where the shared PostgreSQL is and who administers it.
 *
 * @param url JDBC address of a database in which schemas may be made
 * @param user an administrator
 * @param password of the administrator
 */
public record PostgresAddress(String url, String user, String password) {

    /** Three lines of text. */
    public static PostgresAddress parse(String text) {
        List<String> lines = text.lines().toList();
        return new PostgresAddress(lines.get(0), lines.get(1), lines.get(2));
    }

    String format() {
        return url + "\n" + user + "\n" + password + "\n";
    }
}
