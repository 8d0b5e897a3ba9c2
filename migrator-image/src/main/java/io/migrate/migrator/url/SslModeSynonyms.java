package io.migrate.migrator.url;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Translates the TLS parameters of other drivers and frameworks to libpq's.
final class SslModeSynonyms {
    private static final Set<String> LIBPQ_FACTORY =
            Set.of("org.postgresql.ssl.LibPQFactory", "org.postgresql.ssl.jdbc4.LibPQFactory");
    private static final String PUBLIC_FACTORY = "org.postgresql.ssl.DefaultJavaSSLFactory";
    private static final String NO_FACTORY = "org.postgresql.ssl.NonValidatingFactory";
    private static final Set<String> VERIFYING = Set.of("verify-ca", "verify-full");

    private SslModeSynonyms() {}

    /// Replaces the synonyms.
    ///
    /// @param parts the parameters, modified in place
    /// @param notes receives a sentence for each parameter with a possibly unexpected meaning
    static void translate(Map<String, String> parts, List<String> notes) throws BadUrl {
        ssl(parts, notes);
        prisma(parts, notes);
        factory(parts, notes);
    }

    private static void ssl(Map<String, String> parts, List<String> notes) throws BadUrl {
        if (!parts.containsKey("ssl")) {
            return;
        }
        String value = parts.remove("ssl");
        String mode =
                switch (value) {
                    case "true", "1", "on", "yes" -> "require";
                    case "false", "0", "off", "no" -> "disable";
                    case "disable",
                            "allow",
                            "prefer",
                            "require",
                            "verify-ca",
                            "verify-full",
                            "no-verify" ->
                            value;
                    default ->
                            throw new BadUrl(
                                    "parameter ssl is %s, which is not true, false or a value of"
                                                    .formatted(ParameterNames.shown(value))
                                            + " sslmode");
                };
        String given = parts.getOrDefault("sslmode", mode);
        if (given.equals("disable") != mode.equals("disable")) {
            throw contradiction("ssl=" + value, "sslmode=" + given);
        }
        parts.put("sslmode", given);
        if (mode.equals("require") && given.equals(mode) && !value.equals("require")) {
            notes.add(
                    "ssl=true means sslmode=require, as in libpq: the connection is encrypted, but"
                            + " the server is not verified; set sslmode=verify-full to verify it");
        }
    }

    private static void prisma(Map<String, String> parts, List<String> notes) throws BadUrl {
        if (!parts.containsKey("sslidentity") && !parts.containsKey("sslaccept")) {
            return;
        }
        String identity = parts.getOrDefault("sslidentity", "");
        String accept = parts.getOrDefault("sslaccept", "");
        parts.keySet().removeAll(Set.of("sslidentity", "sslaccept"));
        String mode = parts.getOrDefault("sslmode", "prefer");
        if (parts.containsKey("sslcert") && !parts.containsKey("sslkey")) {
            String authority = parts.remove("sslcert");
            if (accept.equals("strict")) {
                parts.putIfAbsent("sslrootcert", authority);
            } else {
                notes.add(
                        "URL parameter sslcert has no effect: Prisma uses this CA only with"
                                + " sslaccept=strict");
            }
        }
        if (!identity.isEmpty()) {
            parts.put("sslkey", identity);
        }
        if (accept.equals("strict")) {
            if (mode.equals("disable")) {
                throw contradiction("sslaccept=strict", "sslmode=disable");
            }
            parts.put("sslmode", "verify-full");
        } else if (accept.equals("accept_invalid_certs") && mode.equals("require")) {
            parts.put("sslmode", "no-verify");
        }
    }

    private static void factory(Map<String, String> parts, List<String> notes) throws BadUrl {
        String factory = parts.getOrDefault("sslfactory", "");
        parts.remove("sslfactory");
        if (factory.isEmpty() || LIBPQ_FACTORY.contains(factory)) {
            return;
        }
        String mode = parts.getOrDefault("sslmode", "prefer");
        switch (factory) {
            case PUBLIC_FACTORY -> {
                parts.putIfAbsent("sslrootcert", "system");
                if (mode.equals("require") || VERIFYING.contains(mode)) {
                    parts.put("sslmode", "verify-full");
                }
            }
            case NO_FACTORY -> {
                if (mode.equals("require") || VERIFYING.contains(mode)) {
                    parts.put("sslmode", "no-verify");
                }
                notes.add(
                        "sslfactory=NonValidatingFactory does not verify the server; set"
                                + " sslmode=verify-full to verify it");
            }
            default ->
                    throw new BadUrl(
                            "parameter sslfactory cannot be used: it names a class of the"
                                    + " application, which the migrator does not have; use sslmode,"
                                    + " sslrootcert, sslcert and sslkey");
        }
    }

    private static BadUrl contradiction(String one, String other) {
        return new BadUrl("%s and %s contradict each other; keep one".formatted(one, other));
    }
}
