package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must be true of a database of [KillTest] after every death, and what a person does about
/// exit code 13.
///
/// @param seed for messages
record KillCheck(KillFolder folder, Postgres database, String seed) {
    private static final Pattern OUTSIDE =
            Pattern.compile(
                    "It ran outside a transaction(: (\\d+|all|none) of its (?:\\d+ )?statements"
                        + " (?:are|is) committed|, and stopped in line (\\d+);|; how far it came is"
                        + " not known)");

    /// Waits until the server has noticed: a migrator that was killed leaves a session that goes on
    /// until then.
    void awaitEnd() throws Exception {
        for (int i = 0; i < 1200; i++) {
            if (database.rows(
                            "SELECT FROM pg_stat_activity WHERE usename = '%s'"
                                    .formatted(database.name()))
                    .isEmpty()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError(seed + ": a session goes on for a minute");
    }

    int applied() throws Exception {
        return ranks("success").size();
    }

    private List<Integer> ranks(String condition) throws Exception {
        return exists("flyway_schema_history")
                ? database
                        .rows(
                                "SELECT installed_rank FROM flyway_schema_history WHERE %s ORDER BY 1"
                                        .formatted(condition))
                        .stream()
                        .map(Integer::valueOf)
                        .toList()
                : List.of();
    }

    private boolean exists(String table) throws Exception {
        return is("SELECT to_regclass('%s') IS NOT NULL".formatted(table));
    }

    private boolean is(String query) throws Exception {
        return database.rows(query).equals(List.of("t"));
    }

    /// The migration that was begun and needs a decision.
    Optional<KillFolder.File> interrupted() throws Exception {
        return ranks("NOT success").stream()
                .map(rank -> folder.files().get(rank - 1))
                .filter(file -> file.kind().leavesParts())
                .findFirst();
    }

    /// Nothing twice, nothing half without a row that says so, both histories equal, locks free,
    /// and what the migrator said is true.
    void verify(String output) throws Exception {
        String context = seed + ": " + output;
        int applied = applied();
        assertThat(ranks("success").stream().filter(rank -> rank > applied)).as(context).isEmpty();
        List<Integer> failed = ranks("NOT success");
        assertThat(failed).as(context).isSubsetOf(applied + 1);
        for (KillFolder.File file : folder.files()) {
            verify(file, file.number() <= applied, failed.contains(file.number()), context);
            if (output.contains("applied " + folder.name(file) + " in")) {
                assertThat(file.number()).as(context).isLessThanOrEqualTo(applied);
            }
            String script = folder.layout().script(file.number());
            if (output.contains("during " + script)
                    || output.contains("during a migration (" + script + ")")) {
                verifyClaim(file, output, file.number() <= applied, context);
            }
        }
        verifyToolHistory(applied, context);
        assertThat(
                        database.rows(
                                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database"
                                        + " = (SELECT oid FROM pg_database WHERE datname ="
                                        + " current_database())"))
                .as(context)
                .isEmpty();
    }

    private void verify(KillFolder.File file, boolean isApplied, boolean isFailed, String context)
            throws Exception {
        String which = "%s, of %s".formatted(context, file);
        List<String> parts =
                exists("ran")
                        ? database.rows("SELECT part FROM ran WHERE i = " + file.number())
                        : List.of();
        assertThat(parts).as(which).doesNotHaveDuplicates();
        if (isApplied) {
            assertThat(parts).as(which).hasSize(file.parts());
        } else if (file.kind().isTransactional()) {
            assertThat(parts).as(which).isEmpty();
            assertThat(isFailed).as(which).isFalse();
        } else if (file.kind().leavesParts() && !isFailed && exists("ran")) {
            for (KillFolder.Step step : file.steps()) {
                assertThat(is(step.done())).as(which).isFalse();
            }
        }
    }

    private void verifyClaim(KillFolder.File file, String output, boolean isApplied, String context)
            throws Exception {
        boolean isRolledBack = output.contains("Its transaction was rolled back");
        boolean isInDoubt = output.contains("did not confirm the COMMIT");
        Matcher outside = OUTSIDE.matcher(output);
        boolean isOutside = outside.find();
        assertThat(isRolledBack || isInDoubt).as(context).isEqualTo(!isOutside);
        if (file.kind().isTransactional()) {
            assertThat(isOutside).as(context).isFalse();
        }
        if (isRolledBack) {
            assertThat(isApplied).as(context).isFalse();
            // Outside a transaction it is the row that was rolled back, before the first statement.
            verifyProgress(file, -1, context);
        }
        if (isOutside && file.kind().leavesParts() && !outside.group(1).startsWith(";")) {
            verifyProgress(file, committed(file, outside), context);
        }
    }

    private int committed(KillFolder.File file, Matcher outside) {
        if ("all".equals(outside.group(2))) {
            return file.steps().size();
        }
        if ("none".equals(outside.group(2))) {
            return 0;
        }
        return outside.group(2) != null
                ? Integer.parseInt(outside.group(2))
                : Integer.parseInt(outside.group(3)) - folder.layout().firstLine();
    }

    /// The statement that was open when the connection was lost may be committed or not.
    private void verifyProgress(KillFolder.File file, int committed, String context)
            throws Exception {
        for (int i = 0; i < file.steps().size(); i++) {
            KillFolder.Step step = file.steps().get(i);
            if (!step.undo().isEmpty() && i != committed) {
                assertThat(is(step.done()))
                        .as("%s, statement %d of %s", context, i, file)
                        .isEqualTo(i < committed);
            }
        }
    }

    private void verifyToolHistory(int applied, String context) throws Exception {
        if (folder.layout().tool().isEmpty() || applied == 0) {
            return;
        }
        String count =
                switch (folder.layout().tool().get()) {
                    case DRIZZLE, DRIZZLE_1 -> "count(*) FROM drizzle.__drizzle_migrations";
                    case PRISMA ->
                            "count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL AND"
                                    + " rolled_back_at IS NULL";
                    case GOLANG_MIGRATE -> "version - dirty::int FROM schema_migrations";
                    case GOOSE ->
                            "count(*) FROM goose_db_version WHERE is_applied AND version_id > 0";
                    case DBMATE -> "count(*) FROM schema_migrations";
                };
        assertThat(database.rows("SELECT " + count))
                .as(context)
                .containsExactly(Integer.toString(applied));
    }

    /// The next start refuses to guess, whatever it is asked, and names both ways out.
    void verifyRefusal(String output, int code) throws Exception {
        String name = folder.name(interrupted().orElseThrow());
        assertThat(code).as("%s: %s", seed, output).isEqualTo(13);
        assertThat(output)
                .as(seed)
                .contains(name + " failed in an earlier run, or that run was killed")
                .contains("To run it again, undo that part and run repair;")
                .contains("if you completed it by hand, run repair --completed.");
    }

    /// Takes one of them.
    void repair(Random random) throws Exception {
        KillFolder.File file = interrupted().orElseThrow();
        boolean completes = random.nextBoolean();
        for (KillFolder.Step step : completes ? file.steps() : file.steps().reversed()) {
            boolean isDone = is(step.done());
            if (!step.undo().isEmpty() && !(completes && isDone)) {
                database.execute(step.undo());
            }
            if (completes && !isDone) {
                database.execute(step.sql());
            }
        }
        MigratorRun run =
                completes ? run("repair", "--completed", "--yes") : run("repair", "--yes");
        assertThat(run.code()).as("%s: %s", seed, run.output()).isZero();
        assertThat(run.output()).as(seed).contains("1 repaired");
    }

    MigratorRun run(String... command) throws Exception {
        return MigratorRun.of(folder.path(), database, folder.arguments(command));
    }
}
