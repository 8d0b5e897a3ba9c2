package io.migrate.migrator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The migrations of [KillTest]: files of all kinds that record in the table `ran` what ran.
record KillFolder(Layout layout, Path path, List<File> files) {
    /// How a file runs.
    enum Kind {
        /// In a transaction.
        PLAIN,
        /// With its own BEGIN and COMMIT, which are removed.
        OWN,
        /// In a transaction, with the rows of a COPY.
        ROWS,
        /// A single statement outside a transaction, which is safe to run again.
        INDEX,
        /// Several statements outside a transaction, as its tool declares it.
        OUTSIDE,
        /// Several statements of which none can run in a transaction.
        APART;

        /// Whether an interruption can leave a part of it for which a person has to decide.
        boolean leavesParts() {
            return this == OUTSIDE || this == APART;
        }

        boolean isTransactional() {
            return this == PLAIN || this == OWN || this == ROWS;
        }
    }

    /// A statement.
    ///
    /// @param done a query for whether it has run
    /// @param undo what a person does about it
    record Step(String sql, String done, String undo) {}

    /// A migration.
    ///
    /// @param number its rank in the history, from 1
    /// @param parts how many rows it adds to `ran`
    record File(int number, Kind kind, int parts, List<Step> steps) {
        String text() {
            return steps.stream().map(Step::sql).collect(Collectors.joining("\n"));
        }
    }

    private static final int ROWS = 20;

    static KillFolder write(Layout layout, Path path, int groups) throws IOException {
        var files = new ArrayList<File>();
        files.add(
                new File(
                        1,
                        Kind.PLAIN,
                        0,
                        List.of(statement("CREATE TABLE ran (i int, part int)"))));
        for (int group = 0; group < groups; group++) {
            for (Kind kind : Kind.values()) {
                files.add(file(files.size() + 1, kind, group));
            }
        }
        Folder folder = Folder.at(path);
        for (File file : files) {
            boolean isDeclared =
                    file.kind() == Kind.OUTSIDE
                            || (file.kind() == Kind.APART && layout != Layout.FLYWAY);
            if (isDeclared) {
                layout.addOutside(folder, file.number(), file.text());
            } else {
                layout.add(folder, file.number(), file.text());
            }
        }
        return new KillFolder(layout, path, files);
    }

    private static File file(int i, Kind kind, int group) {
        String k = "k" + group;
        Step sleep = statement("SELECT pg_sleep(0.02)");
        return switch (kind) {
            case PLAIN ->
                    new File(
                            i,
                            kind,
                            2,
                            List.of(
                                    statement("CREATE TABLE %s (a int)".formatted(k)),
                                    ran(i, 0),
                                    sleep,
                                    statement(
                                            "INSERT INTO %s SELECT generate_series(1, 300)"
                                                    .formatted(k)),
                                    ran(i, 1)));
            case OWN ->
                    new File(
                            i,
                            kind,
                            2,
                            List.of(
                                    statement("BEGIN"),
                                    statement("ALTER TABLE %s ADD b text DEFAULT 'x'".formatted(k)),
                                    ran(i, 0),
                                    statement("COMMIT"),
                                    statement("BEGIN"),
                                    sleep,
                                    ran(i, 1),
                                    statement("COMMIT")));
            case ROWS -> new File(i, kind, ROWS + 2, List.of(ran(i, 0), rows(i), sleep, ran(i, 1)));
            case INDEX ->
                    new File(i, kind, 0, List.of(index("UNIQUE ", "u" + group, k, "a, (b || '')")));
            case OUTSIDE ->
                    new File(
                            i,
                            kind,
                            3,
                            List.of(
                                    ran(i, 0),
                                    sleep,
                                    index("", "o" + group, k, "b, a"),
                                    sleep,
                                    ran(i, 1),
                                    statement("VACUUM " + k),
                                    sleep,
                                    ran(i, 2)));
            case APART ->
                    new File(
                            i,
                            kind,
                            0,
                            List.of(
                                    index("", "p" + group, k, "a DESC"),
                                    index("", "q" + group, k, "b DESC"),
                                    statement("VACUUM " + k)));
        };
    }

    /// One that leaves nothing to look for or to undo.
    private static Step statement(String sql) {
        return new Step(sql + ";", "SELECT false", "");
    }

    private static Step ran(int i, int part) {
        String where = "FROM ran WHERE i = %d AND part = %d".formatted(i, part);
        return new Step(
                "INSERT INTO ran VALUES (%d, %d);".formatted(i, part),
                "SELECT EXISTS (SELECT %s)".formatted(where),
                "DELETE " + where);
    }

    private static Step index(String unique, String name, String table, String columns) {
        return new Step(
                "CREATE %sINDEX CONCURRENTLY %s ON %s (%s);"
                        .formatted(unique, name, table, columns),
                "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('%s') AND indisvalid)"
                        .formatted(name),
                "DROP INDEX IF EXISTS " + name);
    }

    private static Step rows(int i) {
        return statement(
                IntStream.range(0, ROWS)
                                .mapToObj(row -> "%d\t%d\n".formatted(i, 100 + row))
                                .collect(
                                        Collectors.joining(
                                                "", "COPY ran (i, part) FROM STDIN;\n", "\\.\n"))
                        + "SELECT 1");
    }

    String name(File file) {
        return layout.name(file.number());
    }

    /// What the migrator is called with.
    String[] arguments(String... command) {
        var arguments = new ArrayList<>(List.of(command));
        if (layout.needsPermission()) {
            arguments.add("--mixed=Allow");
        }
        return arguments.toArray(String[]::new);
    }
}
