package io.migrate.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Scripts that nobody wrote: whatever a file contains, it is split in time and without an
/// exception. `-Dscripts=1000000` for more of them, `-Dseed=` for the same again; the seed is in
/// every failure.
@Timeout(3600)
class ScriptFuzzTest {
    private static final int SCRIPTS = Integer.getInteger("scripts", 4_000);

    /// Only for what hangs, or needs the square of the time for twice the text.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int LONG = 1_000_000;

    private static final List<String> NASTY =
            List.of(
                    "copy t (a, b) from stdin with (format csv) where a > 1; -- rows\n1\t'\n\\.\n",
                    "create unique index concurrently if not exists \"a \"\"b\" on only s.\"t\""
                            + " (a);",
                    "create or replace function f() returns int begin atomic select case when true"
                            + " then 1 end; end;",
                    "do $a$ begin perform '$$'; /* ' */ end $a$;\nselect E'it''s \\'', U&'x';\n",
                    "begin;\r\n\\copy t from 'f'\r\ncommit and chain;\r\n",
                    "alter table \"a b\".p detach partition c concurrently; vacuum (full) t;");

    /// What is inserted.
    private static final List<String> PIECES =
            List.of(
                    "'",
                    "''",
                    "E'",
                    "\\",
                    "\\'",
                    "\"",
                    "$",
                    "$$",
                    "$a$",
                    "$1",
                    "/*",
                    "*/",
                    "--",
                    "\n",
                    "\r\n",
                    "\r",
                    ";",
                    "(",
                    ")",
                    " ",
                    "\t",
                    "\u00A0",
                    "\uFEFF",
                    "\0",
                    "é",
                    "😀",
                    "\uD83D",
                    "BEGIN",
                    "ATOMIC",
                    "CASE",
                    "END",
                    "COMMIT;",
                    "create function ",
                    "COPY t FROM stdin;\n",
                    "copy ",
                    " from ",
                    "stdin",
                    "\n\\.\n",
                    "\\.",
                    "\\copy",
                    "create index concurrently ",
                    " on ",
                    "if not exists",
                    "[",
                    "`",
                    "0");

    private static List<String> scripts() throws IOException {
        var scripts = new ArrayList<String>(NASTY);
        try (var in = ScriptFuzzTest.class.getResourceAsStream("/history/history.sql")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            scripts.addAll(List.of(text.split("\n===[^\n]*\n")));
            scripts.add(text);
        }
        scripts.removeIf(script -> script.length() > 100_000);
        return scripts;
    }

    @Test
    void everyScriptIsSplit() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        List<String> scripts = scripts();
        for (int i = 0; i < SCRIPTS; i++) {
            // One script can be made again without those before it.
            long own = i == 0 ? seed : random.nextLong();
            try {
                check(mutated(scripts, new Random(own)));
            } catch (AssertionError | RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "script %d; again with -Dseed=%d -Dscripts=1".formatted(i, own), e);
            }
        }
    }

    @Test
    void everyBeginningOfAScriptIsSplit() throws IOException {
        for (String script : scripts()) {
            for (int end = 0; end <= Math.min(script.length(), 2000); end++) {
                check(script.substring(0, end));
            }
        }
    }

    /// A megabyte of the same, between what may matter. `~` stands for a line break, and `·` for a
    /// space.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "|(|",
                "|)|",
                "|'|",
                "|E'\\'|",
                "|E'a'~'b\\''|",
                "|$|",
                "|$a|",
                "|$a$ $b$ |",
                "|$$a|",
                "|\"|",
                "create index concurrently \"|\"\"|\" on t (a);",
                "|/*|",
                "|/**/|",
                "|/*|*/",
                "|*/|",
                "|--~|",
                "|-|",
                "|;|",
                "|a;|",
                "|;~|",
                "|\\|",
                "|\\a;|",
                "|·|",
                "create| ~|index concurrently i on t (a);",
                "create index|/**/|concurrently i on t (a);",
                "create index concurrently|--~| i on t (a);",
                "create index concurrently i on |a|.t (a);",
                "create index concurrently i on t (|a,|a);",
                "create index concurrently i on t (a)| ~|;",
                "|create index concurrently |",
                "create function f() |begin |",
                "create function |a|() begin begin begin",
                "create function f() begin atomic |case |",
                "create table t (a |int |unsigned)",
                "|int(1) |unsigned",
                "|create table [a].|",
                "|`|",
                "reindex |(|concurrently",
                "alter table |detach partition |",
                "copy t from stdin;~|1~|",
                "copy t from stdin;~|1~|\\.",
                "copy t from stdin;~|\\.x|~\\.",
                "copy t from stdin;~|\\.x~|\\.",
                "copy t from stdin;~| \\. |",
                "copy t from stdin;|·|~\\.",
                "copy t from stdin;|/**/|~\\.",
                "copy |a,| from stdin;~\\.",
                "|copy t from stdin;~|",
                "|copy t from stdin;~\\.~|",
                "|copy t from stdin; x~\\.~|",
                "|copy from stdin |;"
            })
    void aMegabyteIsSplitInTime(String before, String repeated, String after) {
        String piece = unmarked(repeated);
        check(unmarked(before) + piece.repeat(LONG / piece.length()) + unmarked(after));
    }

    private static String unmarked(String marked) {
        return marked == null ? "" : marked.replace('~', '\n').replace('·', ' ');
    }

    private static String mutated(List<String> scripts, Random random) {
        var text = new StringBuilder(scripts.get(random.nextInt(scripts.size())));
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(6)) {
                case 0 -> text.setLength(at);
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.insert(at, scripts.get(random.nextInt(NASTY.size())));
                case 4 -> text.insert(at, piece(random).repeat(1 + random.nextInt(3000)));
                default -> text.insert(at, piece(random));
            }
        }
        return text.toString();
    }

    private static String piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private static void check(String sql) {
        long start = System.nanoTime();
        Script script = Script.of(sql);
        ConcurrentIndex.in(sql).forEach(index -> index.on("other"));
        String skipping = ConcurrentIndex.skipping(sql);
        UnsupportedSql.of(sql);
        var text = new StringBuilder();
        script.statements().forEach(each -> text.append(each.control()).append(each.words()));
        boolean refuses = script.statements().stream().anyMatch(Statement::isSafeToRunAgain);
        String without = script.without(script.statements());
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).as("%s %s", text.length(), refuses).isLessThan(LIMIT);
        assertThat(skipping.length() - sql.length()).isIn(0, "IF NOT EXISTS ".length());
        checkStatements(script);
        assertThat(without).hasSameSizeAs(sql);
        assertThat(lines(without)).isEqualTo(lines(sql));
        script.defect()
                .ifPresent(defect -> assertThat((long) defect.line()).isBetween(1L, lines(sql)));
    }

    /// In order, apart, and each is one by itself; nothing else is one.
    private static void checkStatements(Script script) {
        String sql = script.sql();
        int end = 0;
        for (Statement statement : script.statements()) {
            assertThat(statement.start()).isGreaterThanOrEqualTo(end);
            assertThat(statement.end()).isGreaterThan(statement.start());
            end = statement.end();
            if (statement.data().isPresent()) {
                CopyData data = statement.data().get();
                assertThat(data.start()).isGreaterThanOrEqualTo(end);
                assertThat(data.end()).isGreaterThanOrEqualTo(data.start());
                assertThat(data.next()).isGreaterThanOrEqualTo(data.end());
                end = data.next();
            }
            assertThat(statement.head()).hasSizeLessThan(600).doesNotContain("\n");
        }
        assertThat(end).isLessThanOrEqualTo(sql.length());
        if (script.statements().stream().noneMatch(Statement::readsRows)) {
            assertThat(Script.of(script.without(script.statements())).statements()).isEmpty();
        }
        for (Statement statement : script.statements().stream().limit(1000).toList()) {
            String alone = sql.substring(statement.start(), statement.end());
            if (dependsOnWhatPrecedes(script, alone)) {
                continue;
            }
            List<Statement> again = Script.of(alone).statements();
            assertThat(again).hasSize(1);
            assertThat(again.getFirst().end()).isEqualTo(alone.length());
            assertThat(again.getFirst().head()).isEqualTo(statement.head());
        }
    }

    /// What precedes a backslash decides whether it begins a command of psql.
    private static boolean dependsOnWhatPrecedes(Script script, String statement) {
        return statement.startsWith("\\")
                || (statement.contains("\\")
                        && script.statements().stream().anyMatch(Statement::changesStrings));
    }

    private static long lines(String text) {
        return 1 + text.chars().filter(c -> c == '\n').count();
    }
}
