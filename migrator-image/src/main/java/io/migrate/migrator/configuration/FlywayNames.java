package io.migrate.migrator.configuration;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of the files in a Flyway folder.
///
/// @param versioned `V1__name.sql`; its groups are prefix, version and description
/// @param repeatable `R__name.sql`; its group is the description
/// @param code migrations that are classes or sources of classes, not nested classes; its groups
///   are version and description
/// @param callback the names of Flyway's events; it ignores any other
/// @param suffix of a file of SQL
public record FlywayNames(
        Pattern versioned, Pattern repeatable, Pattern code, Pattern callback, Pattern suffix) {
    private static final String EVENTS =
            "(?:createSchema|before(?:Each(?:Migrate|Undo)(?:Statement)?|Migrate|Undo|Clean"
                    + "|Validate|Baseline|Repair|Info|Repeatables|CreateSchema|Connect)"
                    + "|after(?:Each(?:Migrate|Undo)(?:Statement)?(?:Error)?"
                    + "|(?:Migrate|Undo|Clean|Validate|Baseline|Repair|Info)"
                    + "(?:Error|OperationFinish)?"
                    + "|Versioned|MigrateApplied|ReportGenerated|Connect))";

    private static final FlywayNames STANDARD = compiled(Naming.DEFAULT);

    /// The names that follow these rules.
    public static FlywayNames of(Naming naming) {
        return naming.isDefault() ? STANDARD : compiled(naming);
    }

    private static FlywayNames compiled(Naming naming) {
        String suffixes =
                naming.suffixes().stream().map(Pattern::quote).collect(joining("|", "(?i:", ")"));
        String separator = Pattern.quote(naming.separator());
        // Flyway splits a name at the first separator.
        String version = "(\\d+(?:[._]\\d+)*?)";
        String prefix = Pattern.quote(naming.versioned());
        return new FlywayNames(
                Pattern.compile(
                        "(%s|B)%s(?:%s(.*))?%s".formatted(prefix, version, separator, suffixes)),
                Pattern.compile(
                        "%s%s(.*)%s"
                                .formatted(
                                        Pattern.quote(naming.repeatable()), separator, suffixes)),
                Pattern.compile(
                        "%s%s%s([^$]*)\\.(?:class|java|kt|groovy|scala)"
                                .formatted(prefix, version, separator)),
                Pattern.compile("%s(?:%s.*)?%s".formatted(EVENTS, separator, suffixes)),
                Pattern.compile(suffixes + "$"));
    }

    /// Whether a name is that of a migration in SQL.
    public boolean isMigration(String name) {
        return versioned.matcher(name).matches() || repeatable.matcher(name).matches();
    }

    /// Whether Flyway runs a file of that name at one of its events.
    public boolean isCallback(String name) {
        return callback.matcher(name).matches();
    }

    /// The name without its suffix.
    public String bare(String name) {
        Matcher matcher = suffix.matcher(name);
        return matcher.find() ? name.substring(0, matcher.start()) : name;
    }

    /// The parts of a versioned name.
    ///
    /// @param version digits with dots or underscores
    /// @param description with spaces
    public record Versioned(Kind kind, String version, String description) {}

    /// What a versioned file is.
    public enum Kind {
        MIGRATION,
        BASELINE
    }

    /// The parts of a versioned name; empty if it is none.
    public Optional<Versioned> versioned(String name) {
        Matcher matcher = versioned.matcher(name);
        return matcher.matches()
                ? Optional.of(
                        new Versioned(
                                matcher.group(1).equals("B") ? Kind.BASELINE : Kind.MIGRATION,
                                matcher.group(2),
                                spaced(Optional.ofNullable(matcher.group(3)).orElse(""))))
                : Optional.empty();
    }

    /// The parts of the name of a class.
    public Optional<Versioned> code(String name) {
        Matcher matcher = code.matcher(name);
        return matcher.matches()
                ? Optional.of(
                        new Versioned(Kind.MIGRATION, matcher.group(1), spaced(matcher.group(2))))
                : Optional.empty();
    }

    /// The description of a repeatable name.
    public Optional<String> repeatable(String name) {
        Matcher matcher = repeatable.matcher(name);
        return matcher.matches() ? Optional.of(spaced(matcher.group(1))) : Optional.empty();
    }

    private static String spaced(String text) {
        return text.replace('_', ' ');
    }
}
