package io.millrace.local.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Makes the database, the roles and the schemas that services need; what is there already is kept. */
public final class PostgresAdministration {
    private static final String CONNECT_SECONDS_MAX = "2";
    private static final String ANSWER_SECONDS_MAX = "10";

    private final String user;
    private final String password;

    public PostgresAdministration(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /** Makes the database where it is missing. */
    public void provisionDatabase(String adminUrl, String database) throws SQLException {
        try (Connection connection = connect(adminUrl)) {
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
                execute(connection, "CREATE DATABASE " + quoted(database));
            }
        }
    }

    /** Makes each role and its schema where they are missing, and sets the role's password. */
    public void provisionRoles(String databaseUrl, List<PostgresRole> roles) throws SQLException {
        try (Connection connection = connect(databaseUrl)) {
            for (PostgresRole role : roles) {
                provision(connection, role);
            }
        }
    }

    /** Sees that the user is let into the database. */
    public void tryLogin(String databaseUrl) throws SQLException {
        try (Connection connection = connect(databaseUrl)) {
            execute(connection, "SELECT 1");
        }
    }

    private void provision(Connection connection, PostgresRole role) throws SQLException {
        String name = quoted(role.role());
        String verb = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.role()) ? "ALTER" : "CREATE";
        execute(connection, verb + " ROLE " + name + " LOGIN PASSWORD " + literal(role.password()));
        execute(connection, "ALTER ROLE " + name + " SET search_path = " + quoted(role.schema()));
        if (!exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", role.schema())) {
            execute(connection, "GRANT " + name + " TO CURRENT_USER");
            execute(connection, "CREATE SCHEMA " + quoted(role.schema()) + " AUTHORIZATION " + name);
        }
    }

    /** Removes a schema with everything in it, if it is there. */
    public void dropSchema(String databaseUrl, String schema) throws SQLException {
        try (Connection connection = connect(databaseUrl)) {
            execute(connection, "DROP SCHEMA IF EXISTS " + quoted(schema) + " CASCADE");
        }
    }

    Connection connect(String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", CONNECT_SECONDS_MAX);
        properties.setProperty("loginTimeout", CONNECT_SECONDS_MAX);
        properties.setProperty("socketTimeout", ANSWER_SECONDS_MAX);
        return DriverManager.getConnection(url, properties);
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
