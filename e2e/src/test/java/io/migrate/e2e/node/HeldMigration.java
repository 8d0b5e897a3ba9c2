package io.migrate.e2e.node;

import java.util.List;

/// A migrator of the image `orders:held` in the fourth migration, which runs until it is released.
///
/// @param backend number of its session's process in PostgreSQL
record HeldMigration(String pod, String backend) {
    static final String IMAGE = "registry.example.com/orders:held";

    /// Waits until a migrator is in it.
    static HeldMigration await(Namespace namespace) {
        return awaitOther(namespace, "0");
    }

    /// Waits until a migrator is in it whose session is not this one.
    static HeldMigration awaitOther(Namespace namespace, String backend) {
        return Node.await(
                        "session in V4__held",
                        () -> all(namespace),
                        found -> found.size() == 1 && !found.getFirst().backend().equals(backend))
                .getFirst();
    }

    /// The migrators that are in it.
    static List<HeldMigration> all(Namespace namespace) {
        return namespace
                .query(
                        "SELECT split_part(application_name, '/', 3) || ' ' || pid FROM"
                            + " pg_stat_activity WHERE state = 'active' AND application_name LIKE"
                            + " 'migrate/%' AND query LIKE '%''go''%'")
                .stream()
                .map(row -> row.split(" "))
                .map(row -> new HeldMigration(row[0], row[1]))
                .toList();
    }

    /// Lets it end.
    static void release(Namespace namespace) {
        namespace.query("CREATE SCHEMA go");
    }
}
