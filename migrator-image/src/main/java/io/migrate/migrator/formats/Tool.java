package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.configuration.Placeholders;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The supported tools, in display order: the one list that settings, help, error messages and
/// detection are derived from.
public enum Tool {
    FLYWAY("Flyway", new Flyway(FolderLayout.standard())),
    DRIZZLE("Drizzle", new Drizzle(), new DrizzleFolders()),
    PRISMA("Prisma", new Prisma()),
    GOLANG_MIGRATE("golang-migrate", new GolangMigrate()),
    DBMATE("dbmate", new Dbmate()),
    GOOSE("goose", new Goose(Placeholders.none()));

    private final String displayName;

    // Every format is a record of records.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Format> formats;

    Tool(String displayName, Format... formats) {
        this.displayName = displayName;
        this.formats = List.of(formats);
    }

    /// The name as the tool's project writes it: `Flyway`, `golang-migrate`.
    public String displayName() {
        return displayName;
    }

    /// The name as settings spell it: `flyway`, `golang-migrate`.
    public String spelling() {
        return displayName.toLowerCase(Locale.ROOT);
    }

    /// All spellings, separated by commas.
    public static String spellings() {
        return Stream.of(values()).map(Tool::spelling).collect(Collectors.joining(", "));
    }

    /// All display names, separated by commas.
    public static String displayNames() {
        return Stream.of(values()).map(Tool::displayName).collect(Collectors.joining(", "));
    }

    /// The layouts that the tool writes, the oldest first.
    public List<Format> formats() {
        return formats;
    }

    /// How to recognize the tool's folders, for people: `Prisma (migration_lock.toml)`.
    public String layouts() {
        return formats.stream()
                .map(Format::layout)
                .collect(Collectors.joining(", or ", displayName + " (", ")"));
    }
}
