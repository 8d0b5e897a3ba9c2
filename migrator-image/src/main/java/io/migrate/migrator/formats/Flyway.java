package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flyway's own: `V1.2__name.sql`, `R__name.sql`, `B3__name.sql`, at any depth, and beside them
/// `NAME.sql.conf` and callbacks such as `afterMigrate.sql`, which Flyway is handed as they are.
/// Where classes lie there too, as `db/migration` of a program that was unpacked has them, those
/// that are migrations are known, and not run.
record Flyway() implements Format {
    private static final Pattern VERSIONED =
            Pattern.compile("([VB])(\\d+(?:[._]\\d+)*)(?:__(.*))?\\.(?i:sql)");
    private static final Pattern REPEATABLE = Pattern.compile("R__(.*)\\.(?i:sql)");

    /// Migrations that are classes, or become such; not the classes inside of them.
    private static final Pattern CODE =
            Pattern.compile("V(\\d+(?:[._]\\d+)*)__([^$]*)\\.(?:class|java|kt|groovy|scala)");

    private static final Pattern CALLBACK =
            Pattern.compile("(?:before|after|createSchema)[A-Za-z]*(?:__.*)?\\.(?i:sql)");

    @Override
    public String name() {
        return "flyway";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.empty();
    }

    @Override
    public boolean recognises(Path folder) throws IOException {
        return files(folder).stream()
                .anyMatch(file -> {
                    String name = file.getFileName().toString();
                    return VERSIONED.matcher(name).matches() || REPEATABLE.matcher(name).matches();
                });
    }

    /// What lies deeper may belong to something else.
    @Override
    public boolean recognisesBeside(Path folder) throws IOException {
        return FormatDetector.files(folder, ".sql").stream()
                .anyMatch(name -> VERSIONED.matcher(name).matches());
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        var migrations = new ArrayList<Migration>();
        var companions = new HashMap<String, String>();
        var notes = new ArrayList<String>();
        for (Path file : files(folder)) {
            String script = folder.relativize(file).toString().replace('\\', '/');
            String name = file.getFileName().toString();
            Optional<Migration> migration = migration(name, script, file);
            if (migration.isPresent()) {
                migrations.add(migration.get());
            } else if (name.endsWith(".conf") || CALLBACK.matcher(name).matches()) {
                companions.put(script, FormatDetector.text(file));
            } else if (name.toLowerCase(Locale.ROOT).endsWith(".sql")) {
                notes.add(script + " is not named as Flyway names migrations; it is ignored.");
            }
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty("the folder " + folder + " holds no Flyway migration.");
        }
        migrations.sort(ORDER);
        for (int i = 1; i < migrations.size(); i++) {
            if (migrations.get(i).identity().equals(migrations.get(i - 1).identity())) {
                return new ReadResult.Contradictory(
                        "%s and %s are the same migration twice."
                                .formatted(
                                        migrations.get(i - 1).script(), migrations.get(i).script()),
                        "Give one of them another version.");
            }
        }
        return new ReadResult.Found(new Source(this, migrations, companions, notes));
    }

    private static Optional<Migration> migration(String name, String script, Path file)
            throws IOException {
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            Version version = Version.parse(versioned.group(2)).orElseThrow();
            Identity identity =
                    versioned.group(1).equals("V")
                            ? new Identity.Versioned(version)
                            : new Identity.Baseline(version);
            return Optional.of(migration(identity, versioned.group(3), script, file));
        }
        Matcher code = CODE.matcher(name);
        if (code.matches()) {
            return Optional.of(
                    Migration.of(
                            new Identity.Versioned(Version.parse(code.group(1)).orElseThrow()),
                            name.substring(0, name.lastIndexOf('.')),
                            code.group(2).replace('_', ' '),
                            script,
                            "",
                            new Effect.Unsupported(
                                    "is code, which only the program that it is part of can run")));
        }
        Matcher repeatable = REPEATABLE.matcher(name);
        if (repeatable.matches()) {
            String description = repeatable.group(1).replace('_', ' ');
            return Optional.of(
                    migration(
                            new Identity.Repeatable(description),
                            repeatable.group(1),
                            script,
                            file));
        }
        return Optional.empty();
    }

    private static Migration migration(
            Identity identity, String description, String script, Path file) throws IOException {
        String text = FormatDetector.text(file);
        return Migration.of(
                identity,
                file.getFileName().toString().replaceFirst("\\.(?i:sql)$", ""),
                description == null ? "" : description.replace('_', ' '),
                script,
                text,
                new Effect.Sql(text, Transaction.ONE));
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

    private static List<Path> files(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
