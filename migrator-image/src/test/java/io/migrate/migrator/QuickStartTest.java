package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the AOT cache does not hold costs a short run much: see ADR 51.
class QuickStartTest {
    private static final List<String> MAKERS =
            List.of(
                    "java.lang.runtime.SwitchBootstraps",
                    "java.lang.runtime.ObjectMethods",
                    "java.lang.invoke.SerializedLambda");

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(TrainingFolder.class)
    void anUpToDateRunMakesNoClasses(TrainingFolder each) throws Exception {
        Postgres database = Postgres.database();
        Path migrations = each.write();
        assertThat(MigratorRun.of(migrations, database).code()).isZero();
        for (String main : List.of("QuickLook", "Main")) {
            makesNoClasses(main, migrations, database);
        }
    }

    private void makesNoClasses(String main, Path migrations, Postgres database)
            throws IOException, InterruptedException {
        Path loaded = folder.resolve("loaded.txt");
        Path termination = Files.writeString(folder.resolve("termination"), "");
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load:file=" + loaded,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.migrate.migrator." + main)
                        .redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "DATABASE_URL", database.url(),
                                "MIGRATE_DIR", migrations.toString(),
                                "MIGRATE_TERMINATION_LOG", termination.toString()));
        Process process = builder.start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("nothing to do");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        try (Stream<String> lines = Files.lines(loaded)) {
            assertThat(
                            lines.filter(line ->
                                            line.contains("io.migrate.migrator.report.LineLog ")
                                                    || MAKERS.stream()
                                                            .anyMatch(maker ->
                                                                    line.contains(maker + " ")))
                                    .map(line -> line.replaceAll("^.*] | source.*$", "")))
                    .containsExactly("io.migrate.migrator.report.LineLog");
        }
    }
}
