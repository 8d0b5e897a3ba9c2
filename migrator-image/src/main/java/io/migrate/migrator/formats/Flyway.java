package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flyway: `V1.2__name.sql`, `R__name.sql`, `B3__name.sql`, at any depth. Script configuration
/// (`NAME.sql.conf`) and callbacks such as `afterMigrate.sql` are passed on to Flyway unchanged.
/// Migrations that are classes, as in `db/migration` of an unpacked program, are listed but cannot
/// be run.
record Flyway() implements Format {
    private static final Pattern VERSIONED =
            Pattern.compile("([VB])(\\d+(?:[._]\\d+)*)(?:__(.*))?\\.(?i:sql)");
    private static final Pattern REPEATABLE = Pattern.compile("R__(.*)\\.(?i:sql)");

    /// Migrations that are classes or sources of classes; not nested classes.
    private static final Pattern CODE =
            Pattern.compile("V(\\d+(?:[._]\\d+)*)__([^$]*)\\.(?:class|java|kt|groovy|scala)");

    /// The names of Flyway's events; it ignores any other.
    private static final Pattern CALLBACK =
            Pattern.compile(
                    "(?:createSchema|before(?:Each(?:Migrate|Undo)(?:Statement)?|Migrate|Undo|Clean"
                            + "|Validate|Baseline|Repair|Info|Repeatables|CreateSchema|Connect)"
                            + "|after(?:Each(?:Migrate|Undo)(?:Statement)?(?:Error)?"
                            + "|(?:Migrate|Undo|Clean|Validate|Baseline|Repair|Info)"
                            + "(?:Error|OperationFinish)?"
                            + "|Versioned|MigrateApplied|ReportGenerated|Connect))"
                            + "(?:__.*)?\\.(?i:sql)");

    @Override
    public Tool tool() {
        return Tool.FLYWAY;
    }

    @Override
    public String layout() {
        return "V1__name.sql";
    }

    @Override
    public Evidence evidence() {
        return Evidence.FILE_NAMES_AT_ANY_DEPTH;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.empty();
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        return folder.filesToDepth(Integer.MAX_VALUE).stream()
                .map(Flyway::fileName)
                .anyMatch(name ->
                        VERSIONED.matcher(name).matches() || REPEATABLE.matcher(name).matches());
    }

    /// Files at greater depth may belong to another tool.
    @Override
    public boolean recognizesBeside(MigrationFolder folder) throws IOException {
        return folder.files(".sql").stream().anyMatch(name -> VERSIONED.matcher(name).matches());
    }

    /// Returns whether Flyway runs a file of that name at one of its events.
    static boolean isCallback(String name) {
        return CALLBACK.matcher(name).matches();
    }

    private static String fileName(String script) {
        return script.substring(script.lastIndexOf('/') + 1);
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        var migrations = new ArrayList<Migration>();
        var companions = new HashMap<String, String>();
        var notes = new ArrayList<String>();
        folder.rejectFoldersNamedSql(Integer.MAX_VALUE);
        for (String script : folder.filesToDepth(Integer.MAX_VALUE)) {
            String name = fileName(script);
            Optional<Migration> migration = migration(name, script, folder);
            if (migration.isPresent()) {
                migrations.add(migration.get());
            } else if (name.endsWith(".conf") || isCallback(name)) {
                companions.put(script, Checksum.withoutMark(folder.text(script)));
            } else if (MigrationFolder.isSql(name)) {
                notes.add(script + " does not follow Flyway's naming pattern; it is ignored.");
            }
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no Flyway migrations.".formatted(folder));
        }
        migrations.sort(ORDER);
        Optional<ReadResult> duplicate = duplicate(migrations);
        return duplicate.isPresent()
                ? duplicate.get()
                : new ReadResult.Found(new Source(this, migrations, companions, notes));
    }

    private static Optional<ReadResult> duplicate(List<Migration> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).identity().equals(sorted.get(i - 1).identity())) {
                return Optional.of(
                        new ReadResult.Contradictory(
                                "%s and %s have the same version or description."
                                        .formatted(
                                                sorted.get(i - 1).script(), sorted.get(i).script()),
                                "Change it in one of them."));
            }
        }
        return Optional.empty();
    }

    private static Optional<Migration> migration(String name, String script, MigrationFolder folder)
            throws IOException {
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            Version version = Version.parse(versioned.group(2)).orElseThrow();
            Identity identity =
                    versioned.group(1).equals("V")
                            ? new Identity.Versioned(version)
                            : new Identity.Baseline(version);
            String description = Optional.ofNullable(versioned.group(3)).orElse("");
            return Optional.of(sql(identity, spaced(description), script, folder.text(script)));
        }
        Matcher code = CODE.matcher(name);
        if (code.matches()) {
            Version version = Version.parse(code.group(1)).orElseThrow();
            return Optional.of(code(version, spaced(code.group(2)), script));
        }
        Matcher repeatable = REPEATABLE.matcher(name);
        if (repeatable.matches()) {
            String description = spaced(repeatable.group(1));
            var identity = new Identity.Repeatable(description);
            return Optional.of(sql(identity, description, script, folder.text(script)));
        }
        return Optional.empty();
    }

    private static String spaced(String text) {
        return text.replace('_', ' ');
    }

    private static Migration sql(
            Identity identity, String description, String script, String text) {
        return Migration.of(
                identity,
                fileName(script).replaceFirst("\\.(?i:sql)$", ""),
                description,
                script,
                text,
                new Effect.Sql(text, Transaction.ONE));
    }

    private static Migration code(Version version, String description, String script) {
        String name = fileName(script);
        return Migration.of(
                new Identity.Versioned(version),
                name.substring(0, name.lastIndexOf('.')),
                description,
                script,
                "",
                new Effect.Unsupported("is code, which only the program that contains it can run"));
    }

    /// Baselines and versions by version, repeatables last and by description, as Flyway does.
    private static final Comparator<Migration> ORDER =
            Comparator.comparing(
                    Migration::identity,
                    (left, right) ->
                            switch (left) {
                                case Identity.Repeatable a ->
                                        right instanceof Identity.Repeatable b
                                                ? a.description().compareTo(b.description())
                                                : 1;
                                case Identity.Versioned a -> compare(a.version(), 1, right);
                                case Identity.Baseline a -> compare(a.version(), 0, right);
                                case Identity.Stamped _, Identity.Named _ -> 0;
                            });

    private static int compare(Version version, int rank, Identity other) {
        return switch (other) {
            case Identity.Versioned(Version o) -> order(version, rank, o, 1);
            case Identity.Baseline(Version o) -> order(version, rank, o, 0);
            case Identity.Repeatable _, Identity.Stamped _, Identity.Named _ -> -1;
        };
    }

    private static int order(Version version, int rank, Version other, int otherRank) {
        int order = version.compareTo(other);
        return order != 0 ? order : Integer.compare(rank, otherRank);
    }
}
