package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.detection.FormatDetector;
import io.migrate.migrator.sql.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Folders that no tool wrote: whatever is in one, reading it ends in time, with a result.
/// `-Dfolders=100000` for more of them, `-Dseed=` for the same again; the seed is in every failure.
@Timeout(3600)
class FolderFuzzTest {
    private static final int FOLDERS = Integer.getInteger("folders", 1_000);

    /// Only for what hangs, or needs the square of the time for twice the text.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int LONG = 1_000_000;
    private static final Path RESOURCES = Path.of("src/test/resources");

    /// What is inserted into names.
    private static final List<String> NAME_PIECES =
            List.of(
                    "0",
                    "1",
                    "1234567890".repeat(4),
                    "_",
                    "__",
                    ".",
                    ".up",
                    ".sql",
                    ".conf",
                    ".go",
                    "V",
                    "R__",
                    "B",
                    "é",
                    "😀",
                    "٣",
                    " ",
                    "\n",
                    "'",
                    "\"",
                    "\\",
                    "$",
                    "%s",
                    "{}",
                    "..");

    /// What is inserted into texts.
    private static final List<String> PIECES =
            List.of(
                    "\n",
                    "\r\n",
                    "\r",
                    "\0",
                    "\\u0000",
                    "\uFEFF",
                    "'",
                    "\"",
                    "$",
                    ";",
                    "--",
                    "/*",
                    "[",
                    "{",
                    "}",
                    ",",
                    ":",
                    "1e999",
                    "-1",
                    "99999999999999999999",
                    "null",
                    "../",
                    "/",
                    "-- +goose Up\n",
                    "-- +goose Down\n",
                    "-- +goose StatementBegin\n",
                    "-- +goose StatementEnd\n",
                    "-- +goose ENVSUB ON\n",
                    "-- migrate:up\n",
                    "-- migrate:down\n",
                    "-- migrate:up transaction:false\n",
                    "--> statement-breakpoint\n",
                    "provider = \"postgresql\"\n",
                    "COPY t FROM stdin;");

    @TempDir Path dir;

    /// The folders of the cases: each file by its path.
    private static List<Map<String, byte[]>> folders() throws IOException {
        var all = new ArrayList<Map<String, byte[]>>();
        for (String kind : List.of("formats", "unsupported-tools")) {
            try (Stream<Path> cases = Files.list(RESOURCES.resolve(kind))) {
                for (Path each : cases.sorted().toList()) {
                    all.add(files(each.resolve("folder")));
                }
            }
        }
        return all;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @Test
    void everyFolderIsRead() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        List<Map<String, byte[]>> folders = folders();
        for (int i = 0; i < FOLDERS; i++) {
            // One folder can be made again without those before it.
            long own = i == 0 ? seed : random.nextLong();
            Path folder = dir.resolve(String.valueOf(i));
            write(folder, mutated(folders, new Random(own)));
            try {
                check(folder);
            } catch (AssertionError | RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "folder %d; again with -Dseed=%d -Dfolders=1".formatted(i, own), e);
            }
            delete(folder);
        }
    }

    /// A megabyte of the same in one file. `~` stands for a line break, and `·` for a space.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1_a.sql|-- +goose Up~|-- +goose StatementEnd~",
                "1_a.sql|-- +goose Up~|a~-- +goose StatementEnd~",
                "1_a.sql||-- +goose Up~",
                "1_a.sql|-- +goose Up~|~",
                "1_a.sql||-- migrate:up~",
                "1_a.sql|-- migrate:up~|-- migrate:down~",
                "1_a.sql|-- migrate:up|·",
                "1_a.sql||a~-- migrate:up~",
                "1_a.up.sql||(",
                "V1__a.sql||·",
                "V1__a.sql.conf||a=~",
                "meta/_journal.json||[",
                "meta/_journal.json|{\"entries\":|[",
                "meta/_journal.json|{\"entries\":|{\"a\":",
                "meta/_journal.json|{\"a\":|1",
                "meta/_journal.json|{\"dialect\":\"pg\",\"entries\":[|{\"when\":1,\"tag\":\"a\"},",
                "1_a/migration.sql||--> statement-breakpoint~",
                "1_a/migration.sql||a--> statement-breakpoint~",
                "1_a/migration.sql||a--> statement-breakpoint",
                "1_a/snapshot.json||\"dialect\" ",
                "1_a/snapshot.json|\"dialect\"|·",
                "migration_lock.toml||~",
                "migration_lock.toml||provider ",
                "migration_lock.toml|provider = \"|a",
                "changelog.xml||<databaseChangeLog "
            })
    void aMegabyteIsReadInTime(String name, String before, String repeated) throws IOException {
        String piece = repeated.replace('~', '\n').replace('·', ' ');
        String text =
                (before == null ? "" : before.replace('~', '\n'))
                        + piece.repeat(LONG / piece.length());
        var files = new TreeMap<String, byte[]>();
        for (String each :
                List.of("1_a/migration.sql", "1_a/snapshot.json", "migration_lock.toml")) {
            if (name.contains("/migration") || name.contains("snapshot") || name.contains("toml")) {
                files.put(each, "{}".getBytes(StandardCharsets.UTF_8));
            }
        }
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        write(dir, files);
        check(dir);
    }

    private static void write(Path folder, Map<String, byte[]> files) throws IOException {
        Files.createDirectories(folder);
        for (var file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path.getParent()) && !Files.exists(path)) {
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    private static Map<String, byte[]> mutated(List<Map<String, byte[]>> folders, Random random) {
        var files = new TreeMap<>(folders.get(random.nextInt(folders.size())));
        for (int i = random.nextInt(5); i >= 0 && !files.isEmpty(); i--) {
            String name = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
            byte[] content = files.get(name);
            switch (random.nextInt(6)) {
                case 0 -> files.remove(name);
                case 1 -> files.put(renamed(name, random), files.remove(name));
                case 2 -> files.put(renamed(name, random), content);
                case 3 -> files.putAll(folders.get(random.nextInt(folders.size())));
                case 4 -> files.put(name, broken(content, random));
                default -> files.put(name, longer(content, random));
            }
        }
        return files;
    }

    private static String renamed(String name, Random random) {
        var text = new StringBuilder(name);
        int at = random.nextInt(name.length() + 1);
        if (random.nextInt(4) == 0) {
            text.delete(at, Math.min(name.length(), at + random.nextInt(6)));
        }
        text.insert(
                Math.min(at, text.length()), NAME_PIECES.get(random.nextInt(NAME_PIECES.size())));
        String safe = text.toString().replace("../", "").replaceAll("^/+|/+$|(?<=/)/+", "");
        boolean isName =
                Stream.of(safe.split("/"))
                        .allMatch(part ->
                                !part.isEmpty()
                                        && !part.matches("\\.+")
                                        && StandardCharsets.UTF_8.newEncoder().canEncode(part)
                                        && part.getBytes(StandardCharsets.UTF_8).length < 200);
        return isName ? safe : name;
    }

    private static byte[] broken(byte[] content, Random random) {
        byte[] bytes = Arrays.copyOf(content, random.nextInt(content.length + 1));
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] longer(byte[] content, Random random) {
        var text = new StringBuilder(new String(content, StandardCharsets.UTF_8));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        text.insert(
                random.nextInt(text.length() + 1),
                piece.repeat(1 + (random.nextInt(3) == 0 ? random.nextInt(3000) : 0)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void check(Path folder) {
        long start = System.nanoTime();
        check(FormatDetector.read(folder, Optional.empty()));
        for (Tool tool : Tool.values()) {
            check(FormatDetector.read(folder, Optional.of(tool)));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    private static void check(ReadResult result) {
        switch (result) {
            case ReadResult.Found(Source source) -> {
                assertThat(source.migrations()).isNotEmpty();
                for (Migration migration : source.migrations()) {
                    assertThat(migration.script()).isNotEmpty();
                    assertThat(Script.of(migration.sql()).sql()).isEqualTo(migration.sql());
                }
            }
            case ReadResult.Empty(String problem) -> assertThat(problem).isNotEmpty();
            case ReadResult.Unusable(String problem, String advice) ->
                    assertThat(List.of(problem, advice)).doesNotContain("");
            case ReadResult.Contradictory(String problem, String advice) ->
                    assertThat(List.of(problem, advice)).doesNotContain("");
        }
    }
}
