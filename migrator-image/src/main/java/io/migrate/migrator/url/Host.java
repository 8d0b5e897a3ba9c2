package io.migrate.migrator.url;

/// A server address.
///
/// @param name host name or address, IPv6 without brackets
/// @param port 1 to 65535
public record Host(String name, int port) {
    /// The default port of PostgreSQL.
    public static final int STANDARD_PORT = 5432;

    @Override
    public String toString() {
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
