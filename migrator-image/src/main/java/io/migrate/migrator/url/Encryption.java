package io.migrate.migrator.url;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Translates libpq's TLS parameters and their rules to driver properties. The socket factory of
/// the `tls` package reads the files.
final class Encryption {
    private static final List<String> VERSIONS = List.of("tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3");
    private static final Set<String> WEAK = Set.of("disable", "allow", "prefer");

    private Encryption() {}

    /// Adds the driver's properties.
    static void map(Map<String, String> parts, Map<String, String> properties, List<String> notes)
            throws BadUrl {
        String root = parts.getOrDefault("sslrootcert", "");
        boolean isPublic = root.equals("system");
        String mode = parts.getOrDefault("sslmode", isPublic ? "verify-full" : "");
        if (isPublic && !mode.equals("verify-full")) {
            throw new BadUrl(
                    "sslrootcert=system with sslmode=%s would accept any server with a publicly trusted certificate;"
                                    .formatted(mode)
                            + " set sslmode=verify-full");
        }
        if (mode.equals("no-verify")) {
            mode = "require";
            root = "";
        } else if (mode.equals("require") && !root.isEmpty()) {
            // As in libpq, require with a root certificate verifies the chain.
            mode = "verify-ca";
        }
        if (mode.equals("verify-ca") && root.isEmpty()) {
            throw new BadUrl(
                    "sslmode=verify-ca requires sslrootcert, a file with the CA certificate; only"
                            + " sslmode=verify-full can use the public CAs");
        }
        noteWeakMode(root, mode, notes);
        put(properties, "sslmode", mode);
        put(properties, "sslrootcert", mode.equals("verify-full") && isPublic ? "system" : root);
        client(parts, properties);
        negotiation(parts, mode, properties);
        versions(parts, properties);
        if (parts.getOrDefault("sslsni", "1").equals("0")) {
            properties.put("sslsni", "0");
        }
    }

    private static void noteWeakMode(String root, String mode, List<String> notes) {
        if (root.isEmpty()) {
            return;
        }
        if (mode.equals("disable")) {
            notes.add(
                    "sslrootcert has no effect with sslmode=disable; set sslmode=verify-full to"
                            + " verify the server");
        } else if (mode.isEmpty() || WEAK.contains(mode)) {
            notes.add(
                    "sslrootcert with sslmode=%s still allows an unencrypted connection;"
                                    .formatted(mode.isEmpty() ? "prefer" : mode)
                            + " set sslmode=verify-full to prevent it");
        }
    }

    private static void client(Map<String, String> parts, Map<String, String> properties)
            throws BadUrl {
        String certificate = parts.getOrDefault("sslcert", "");
        String key = parts.getOrDefault("sslkey", "");
        if (parts.getOrDefault("sslcertmode", "").equals("disable")) {
            return;
        }
        boolean holdsBoth = key.matches("(?i).*\\.(p12|pfx)");
        if (!certificate.isEmpty() && key.isEmpty()) {
            throw new BadUrl(
                    "sslcert requires sslkey, its private key; if the file is the CA certificate,"
                            + " as in Prisma's URLs, use sslrootcert");
        }
        if (certificate.isEmpty() && !key.isEmpty() && !holdsBoth) {
            throw new BadUrl(
                    "sslkey requires sslcert, its certificate; only a file that ends in .p12 or"
                            + " .pfx contains both");
        }
        put(properties, "sslcert", certificate);
        put(properties, "sslkey", key);
    }

    private static void negotiation(
            Map<String, String> parts, String mode, Map<String, String> properties) throws BadUrl {
        if (!parts.getOrDefault("sslnegotiation", "postgres").equals("direct")) {
            return;
        }
        if (mode.isEmpty() || WEAK.contains(mode)) {
            throw new BadUrl(
                    "sslnegotiation=direct requires sslmode require, verify-ca or verify-full");
        }
        properties.put("sslNegotiation", "direct");
    }

    private static void versions(Map<String, String> parts, Map<String, String> properties)
            throws BadUrl {
        int lowest = version("ssl_min_protocol_version", parts, 2);
        int highest = version("ssl_max_protocol_version", parts, 3);
        if (lowest > highest || highest < 2) {
            throw new BadUrl(
                    "ssl_min_protocol_version and ssl_max_protocol_version exclude all supported"
                            + " versions, which are TLSv1.2 and TLSv1.3");
        }
        if (lowest > 2) {
            properties.put("ssl_min_protocol_version", "TLSv1.3");
        }
        if (highest < 3) {
            properties.put("ssl_max_protocol_version", "TLSv1.2");
        }
    }

    private static int version(String name, Map<String, String> parts, int standard) throws BadUrl {
        String value = parts.getOrDefault(name, "");
        if (value.isEmpty()) {
            return standard;
        }
        int index = VERSIONS.indexOf(value.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new BadUrl(
                    "parameter %s is %s, which is not one of %s"
                            .formatted(
                                    name,
                                    ParameterNames.shown(value),
                                    LibpqParameters.TLS_VERSIONS));
        }
        return index;
    }

    private static void put(Map<String, String> properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.put(name, value);
        }
    }
}
