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

/// Reads where the database is. What libpq understands means the same here; where others write
/// other things for it, they are read too. Files that it names are read with it.
public final class DatabaseUrl {
    private static final String URL = "DATABASE_URL";
    private static final String FILE = "DATABASE_URL_FILE";

    private DatabaseUrl() {}

    /// The one that the environment names: `DATABASE_URL`, `DATABASE_URL_FILE` or libpq's own
    /// variables.
    public static ParseResult find(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "").strip();
        String file = environment.getOrDefault(FILE, "").strip();
        if (!url.isEmpty() && !file.isEmpty()) {
            return new ParseResult.Invalid(
                    "DATABASE_URL and DATABASE_URL_FILE are both set; set one.");
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
                                "no database is named; set DATABASE_URL, DATABASE_URL_FILE,"
                                        + " or PGHOST, PGDATABASE, PGUSER and PGPASSWORD."));
    }

    private static ParseResult inFile(String file, Map<String, String> environment) {
        if (file.contains("://") || file.contains("=")) {
            return new ParseResult.Invalid(
                    "DATABASE_URL_FILE is a URL; it is to be the path of a file that holds one, or"
                            + " the URL belongs into DATABASE_URL.");
        }
        try {
            return parse(Files.readString(Path.of(file)), FILE, environment);
        } catch (IOException _) {
            return new ParseResult.Invalid(
                    "DATABASE_URL_FILE is \"%s\", which cannot be read.".formatted(file));
        }
    }

    /// Parses a URL; white space around it is trimmed, as Secrets often end in a newline.
    ///
    /// @param text the URL
    /// @param name the setting that it came from, for the problem's sentence
    /// @param environment libpq's variables hold where the URL is silent
    public static ParseResult parse(String text, String name, Map<String, String> environment) {
        try {
            String url = text.replace("\uFEFF", "").strip();
            // Behind a raw ? in a password an @ follows: what looks like a name is a part of it.
            boolean isSuspect = url.indexOf('@', Math.max(0, url.indexOf('?'))) >= 0;
            ParameterNames.Trust trust =
                    isSuspect && url.indexOf('?') >= 0
                            ? ParameterNames.Trust.UNNAMED
                            : ParameterNames.Trust.NAMED;
            return new ParseResult.Valid(
                    target(ConnectionStringForm.parameters(url), trust, environment));
        } catch (BadUrl e) {
            return new ParseResult.Invalid(name + ": " + e.getMessage());
        }
    }

    /// The same from libpq's environment variables, when there is no URL.
    ///
    /// @param environment libpq's variables
    /// @return empty if none of `PGHOST`, `PGHOSTADDR`, `PGDATABASE`, `PGUSER` and `PGSERVICE` is
    ///   set
    public static Optional<ParseResult> parse(Map<String, String> environment) {
        if (Stream.of("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGSERVICE")
                .allMatch(name -> environment.getOrDefault(name, "").isBlank())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ParseResult.Valid(
                            target(Map.of(), ParameterNames.Trust.NAMED, environment)));
        } catch (BadUrl e) {
            return Optional.of(new ParseResult.Invalid("PG* variables: " + e.getMessage()));
        }
    }

    private static ConnectionTarget target(
            Map<String, String> given, ParameterNames.Trust trust, Map<String, String> environment)
            throws BadUrl {
        var notes = new ArrayList<String>();
        Map<String, String> parts = ParameterNames.known(given, trust, notes);
        SslModeSynonyms.translate(parts, notes);
        Map<String, String> variables = LibpqVariables.parameters(environment, notes);
        String service = parts.getOrDefault("service", variables.getOrDefault("service", ""));
        if (!service.isEmpty()) {
            var section = ParameterNames.known(section(service, environment), trust, notes);
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
            throw new BadUrl("parameter service needs PGSERVICEFILE, the path of the file");
        }
        try {
            return ServiceFile.find(Files.readString(Path.of(file)), service)
                    .orElseThrow(() ->
                            new BadUrl(
                                    "there is no service %s in %s"
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
        ConnectionTarget silent = Parameters.target(new LinkedHashMap<>(parts), new ArrayList<>());
        try {
            String text = Files.readString(Path.of(file));
            return silent.hosts().stream()
                    .flatMap(host ->
                            PasswordFile.find(text, host, silent.database(), silent.user())
                                    .stream())
                    .findFirst();
        } catch (IOException _) {
            notes.add("passfile %s cannot be read".formatted(file));
            return Optional.empty();
        }
    }
}
