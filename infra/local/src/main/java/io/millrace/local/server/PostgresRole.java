package io.millrace.local.server;

import io.millrace.kernel.Namespace;

/**
 * A schema and the role that owns it, as one service needs them.
 *
 * @param role the login role
 * @param schema the schema that it owns and searches first
 * @param password of the role
 */
public record PostgresRole(String role, String schema, String password) {

    /** The role {@code millrace_<schema>} and the schema, both with the prefix of the namespace. */
    public static PostgresRole of(Namespace namespace, String schemaName, String password) {
        return new PostgresRole(namespace.schema("millrace_" + schemaName), namespace.schema(schemaName), password);
    }
}
