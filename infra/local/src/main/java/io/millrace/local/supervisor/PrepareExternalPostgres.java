package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import io.millrace.local.server.PostgresAdministration;
import io.millrace.local.server.PostgresRole;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the roles and schemas in a PostgreSQL that somebody else runs, where an administrator's credentials are given, and
 * sees that it lets the services in. What is wrong is said before anything is started.
 */
final class PrepareExternalPostgres {
    private static final String FORM = "jdbc:postgresql:";
    /** SQLSTATE classes: connection exception, invalid authorization; and the state of a database that is not there. */
    private static final String NOT_REACHED = "08";

    private static final String NOT_LET_IN = "28";
    private static final String NO_DATABASE = "3D000";

    private final SuiteSettings settings;
    private final ExternalServer server;
    private final String address;

    PrepareExternalPostgres(SuiteSettings settings, ExternalServer server, String address) {
        this.settings = settings;
        this.server = server;
        this.address = address;
    }

    /** @throws LocalException when a service could not work with it; one line for each thing */
    void prepare(List<PostgresRole> roles) {
        if (!address.startsWith(FORM)) {
            throw new LocalException("MILLRACE_POSTGRES is no JDBC address; give one of the form"
                    + " jdbc:postgresql://db.example.org:5432/millrace");
        }
        Optional<String> user = settings.variable("MILLRACE_POSTGRES_ADMIN_USER");
        Optional<String> password = settings.variable("MILLRACE_POSTGRES_ADMIN_PASSWORD");
        if (user.isPresent() && password.isPresent()) {
            provision(user.get(), password.get(), roles);
        }
        List<String> problems = credentials(roles).entrySet().stream()
                .flatMap(login -> refusal(login.getKey(), login.getValue()).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new LocalException(String.join("\n", problems));
        }
    }

    private void provision(String user, String password, List<PostgresRole> roles) {
        try {
            new PostgresAdministration(user, password).provisionRoles(address, roles);
        } catch (SQLException e) {
            throw new LocalException(
                    complaint(
                            e,
                            "correct MILLRACE_POSTGRES_ADMIN_USER and MILLRACE_POSTGRES_ADMIN_PASSWORD",
                            "let the user of MILLRACE_POSTGRES_ADMIN_USER make roles and schemas there"),
                    e);
        }
    }

    /** Passwords by the roles with which services come. */
    private Map<String, String> credentials(List<PostgresRole> roles) {
        Map<String, String> credentials = new LinkedHashMap<>();
        for (PostgresRole role : roles) {
            credentials.put(
                    settings.variable("MILLRACE_POSTGRES_USER").orElse(role.role()),
                    settings.variable("MILLRACE_POSTGRES_PASSWORD").orElse(role.password()));
        }
        return credentials;
    }

    /** Empty, too, while it cannot be reached: services wait until it can. */
    private Optional<String> refusal(String user, String password) {
        try {
            new PostgresAdministration(user, password).tryLogin(address);
            return Optional.empty();
        } catch (SQLException e) {
            String mend =
                    "set MILLRACE_POSTGRES_ADMIN_USER and MILLRACE_POSTGRES_ADMIN_PASSWORD to have the roles made,"
                            + " or name a role that is there with MILLRACE_POSTGRES_USER and MILLRACE_POSTGRES_PASSWORD";
            return state(e).startsWith(NOT_REACHED) ? Optional.empty() : Optional.of(complaint(e, mend, mend));
        }
    }

    /**
     * @param letIn what to do where it does not let the user in
     * @param otherwise what to do where it refuses for another reason
     */
    String complaint(SQLException e, String letIn, String otherwise) {
        String place = "The PostgreSQL at " + server.host() + ":" + server.port();
        String state = state(e);
        if (state.startsWith(NOT_REACHED)) {
            return place + " cannot be reached (" + e.getMessage()
                    + "); see that it runs and that MILLRACE_POSTGRES is its address";
        }
        if (state.equals(NO_DATABASE)) {
            return place + " has no such database (" + e.getMessage()
                    + "); make it, or name another one in MILLRACE_POSTGRES";
        }
        return place + " refuses Millrace (" + e.getMessage() + "); "
                + (state.startsWith(NOT_LET_IN) ? letIn : otherwise);
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
