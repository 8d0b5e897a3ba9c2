package io.migrate.migrator.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads connection strings. They have the same meaning as in libpq; variants of other drivers and
/// frameworks are accepted too. Files that a connection string names are read as well.
public final class DatabaseUrl {
    private static final String URL = "DATABASE_URL";
    private static final String FILE = "DATABASE_URL_FILE";

    private DatabaseUrl() {}

    /// Reads the connection string from the environment: `DATABASE_URL`, `DATABASE_URL_FILE` or
    /// libpq's variables.
    public static ParseResult find(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "").strip();
        String file = environment.getOrDefault(FILE, "").strip();
        if (!url.isEmpty() && !file.isEmpty()) {
            return new ParseResult.Invalid(
                    "DATABASE_URL and DATABASE_URL_FILE are both set; set only one.");
        }
        if (!url.isEmpty()) {
            return parse(url, URL, environment);
        }
        if (!file.isEmpty()) {
            return inFile(file, environment);
        }
        return parse(environment)
                .orElseGet(() ->
                        new ParseResult.Invalid(
                                "no database is configured; set DATABASE_URL, DATABASE_URL_FILE,"
                                        + " or PGHOST, PGDATABASE, PGUSER and PGPASSWORD."));
    }

    private static ParseResult inFile(String file, Map<String, String> environment) {
        if (file.contains("://") || file.contains("=")) {
            return new ParseResult.Invalid(
                    "DATABASE_URL_FILE contains a URL; set it to the path of a file that contains"
                            + " the URL, or set DATABASE_URL instead.");
        }
        try {
            return parse(Files.readString(Path.of(file)), FILE, environment);
        } catch (IOException _) {
            return new ParseResult.Invalid(
                    "DATABASE_URL_FILE is \"%s\", which cannot be read.".formatted(file));
        }
    }

    /// Parses a connection string. Surrounding white space is trimmed, because Secrets often end in
    /// a newline.
    ///
    /// @param text the connection string
    /// @param name the setting it comes from, for error messages
    /// @param environment libpq's variables, which apply to parameters that the string does not set
    public static ParseResult parse(String text, String name, Map<String, String> environment) {
        try {
            String url = text.replace("\uFEFF", "").strip();
            // An @ after a ? means that the password contains an unencoded ?, and that what looks
            // like a parameter name is a part of it.
            boolean isSuspect = url.indexOf('@', Math.max(0, url.indexOf('?'))) >= 0;
            ParameterNames.UnknownNames unknownNames =
                    isSuspect && url.indexOf('?') >= 0
                            ? ParameterNames.UnknownNames.HIDDEN
                            : ParameterNames.UnknownNames.SHOWN;
            return new ParseResult.Valid(
                    target(ConnectionStringForm.parameters(url), unknownNames, environment));
        } catch (BadUrl e) {
            return new ParseResult.Invalid(name + ": " + e.getMessage());
        }
    }

    /// Parses libpq's environment variables if there is no connection string.
    ///
    /// @param environment libpq's variables
    /// @return empty if none of `PGHOST`, `PGHOSTADDR`, `PGDATABASE`, `PGUSER` and `PGSERVICE` is
    ///   set
    public static Optional<ParseResult> parse(Map<String, String> environment) {
        if (Stream.of("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGSERVICE")
                .allMatch(name -> environment.getOrDefault(name, "").isBlank())) {
            return Optional.empty();
        }
        Optional<String> empty = empty(environment);
        if (empty.isPresent()) {
            return Optional.of(
                    new ParseResult.Invalid(
                            "%s is set, but empty; set it, or correct the key of the Secret or ConfigMap that it comes from."
                                    .formatted(empty.get())));
        }
        try {
            return Optional.of(
                    new ParseResult.Valid(
                            target(Map.of(), ParameterNames.UnknownNames.SHOWN, environment)));
        } catch (BadUrl e) {
            return Optional.of(new ParseResult.Invalid("PG* variables: " + e.getMessage()));
        }
    }

    /// A variable from an empty key. The default in its place is another server, or the database
    /// that is named like the user.
    private static Optional<String> empty(Map<String, String> environment) {
        boolean hasOthers =
                Stream.of("PGHOSTADDR", "PGSERVICE")
                        .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return hasOthers
                ? Optional.empty()
                : Stream.of("PGHOST", "PGDATABASE", "PGUSER")
                        .filter(name -> environment.getOrDefault(name, "-").isBlank())
                        .findFirst();
    }

    private static ConnectionTarget target(
            Map<String, String> given,
            ParameterNames.UnknownNames unknownNames,
            Map<String, String> environment)
            throws BadUrl {
        var notes = new ArrayList<String>();
        Map<String, String> parts = ParameterNames.normalize(given, unknownNames, notes);
        SslModeSynonyms.translate(parts, notes);
        Map<String, String> variables = LibpqVariables.parameters(environment, notes);
        String service = parts.getOrDefault("service", variables.getOrDefault("service", ""));
        if (!service.isEmpty()) {
            var section =
                    ParameterNames.normalize(section(service, environment), unknownNames, notes);
            SslModeSynonyms.translate(section, notes);
            section.forEach(parts::putIfAbsent);
        }
        variables.forEach(parts::putIfAbsent);
        password(parts, notes).ifPresent(password -> parts.put("password", password));
        return Parameters.target(parts, notes);
    }

    private static Map<String, String> section(String service, Map<String, String> environment)
            throws BadUrl {
        String file = environment.getOrDefault("PGSERVICEFILE", "").strip();
        if (file.isEmpty()) {
            throw new BadUrl(
                    "parameter service requires PGSERVICEFILE, the path of the service file");
        }
        ParameterNames.rejectUrl("PGSERVICEFILE", file);
        try {
            return ServiceFile.find(Files.readString(Path.of(file)), service)
                    .orElseThrow(() ->
                            new BadUrl(
                                    "service %s is not defined in %s"
                                            .formatted(ParameterNames.shown(service), file)));
        } catch (IOException _) {
            throw new BadUrl("PGSERVICEFILE is \"%s\", which cannot be read".formatted(file));
        }
    }

    private static Optional<String> password(Map<String, String> parts, List<String> notes)
            throws BadUrl {
        String file = parts.getOrDefault("passfile", "");
        if (file.isEmpty() || !parts.getOrDefault("password", "").isEmpty()) {
            return Optional.empty();
        }
        ConnectionTarget withoutPassword =
                Parameters.target(new LinkedHashMap<>(parts), new ArrayList<>());
        try {
            String text = Files.readString(Path.of(file));
            return withoutPassword.hosts().stream()
                    .flatMap(host ->
                            PasswordFile.find(
                                    text, host, withoutPassword.database(), withoutPassword.user())
                                    .stream())
                    .findFirst();
        } catch (IOException _) {
            notes.add("passfile %s cannot be read".formatted(file));
            return Optional.empty();
        }
    }
}
