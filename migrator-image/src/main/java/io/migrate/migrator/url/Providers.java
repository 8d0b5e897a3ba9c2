package io.migrate.migrator.url;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Recognizes poolers of providers that always use transaction mode, by their addresses. Other
/// poolers are detected by queries.
final class Providers {
    private Providers() {}

    /// Names the pooler and what to use instead; empty if it is not a known pooler.
    static Optional<String> pooler(List<Host> hosts) {
        return hosts.stream().flatMap(host -> pooler(host).stream()).findFirst();
    }

    private static Optional<String> pooler(Host host) {
        String name = host.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(".neon.tech") && name.split("\\.", 2)[0].endsWith("-pooler")) {
            return Optional.of(
                    "This is Neon's pooler; remove -pooler from the host name to connect to the"
                            + " database itself");
        }
        if (name.endsWith(".supabase.com") && name.contains(".pooler.") && host.port() == 6543) {
            return Optional.of(
                    "This is Supabase's pooler in transaction mode; use port 5432 of the same host"
                            + " for session mode");
        }
        if (name.endsWith(".supabase.co") && host.port() == 6543) {
            return Optional.of(
                    "This is Supabase's pooler in transaction mode; use port 5432 of the same host"
                            + " to connect to the database itself");
        }
        if (name.equals("pooled.db.prisma.io")) {
            return Optional.of(
                    "This is Prisma's pooler; use db.prisma.io to connect to the database itself");
        }
        return Optional.empty();
    }
}
