package io.migrate.migrator.url;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the address alone tells: poolers of providers that are always in transaction mode. Others
/// are found out by asking them.
final class Providers {
    private Providers() {}

    /// Whose pooler it is and what to write instead; empty if it is none that is known.
    static Optional<String> pooler(List<Host> hosts) {
        return hosts.stream().flatMap(host -> pooler(host).stream()).findFirst();
    }

    private static Optional<String> pooler(Host host) {
        String name = host.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(".neon.tech") && name.split("\\.", 2)[0].endsWith("-pooler")) {
            return Optional.of(
                    "Neon's pooler; take -pooler out of the host's name, which is then the"
                            + " database itself");
        }
        if (name.endsWith(".supabase.com") && name.contains(".pooler.") && host.port() == 6543) {
            return Optional.of(
                    "Supabase's pooler in transaction mode; port 5432 of the same host is the one"
                            + " in session mode");
        }
        if (name.endsWith(".supabase.co") && host.port() == 6543) {
            return Optional.of(
                    "Supabase's pooler in transaction mode; port 5432 of the same host is the"
                            + " database itself");
        }
        if (name.equals("pooled.db.prisma.io")) {
            return Optional.of("Prisma's pooler; db.prisma.io is the database itself");
        }
        return Optional.empty();
    }
}
