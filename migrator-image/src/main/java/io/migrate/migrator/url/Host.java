package io.migrate.migrator.url;

/// One server of the list in a URL.
///
/// @param name host name or address, IPv6 without brackets
/// @param port 1 to 65535
public record Host(String name, int port) {
    /// PostgreSQL's own port, for a host that names none.
    public static final int STANDARD_PORT = 5432;

    @Override
    public String toString() {
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
