package io.migrate.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Text of others in every output: no character of it acts on a terminal or begins a line, no known
/// secret is in it, and none of it is too long.
class ForeignTextTest {
    /// What acts on a terminal, a log or a reader, and its visible form.
    private static final List<String> HIDDEN =
            List.of(
                    "\u001b[2J",
                    "\n",
                    "\r",
                    "\t",
                    "\b",
                    "\0",
                    "\u007f",
                    "\u0085",
                    "\u009b2J",
                    "\u00ad",
                    "\u200b",
                    "\u200e",
                    "\u202e",
                    "\u2028",
                    "\u2029",
                    "\u2066",
                    "\ufeff",
                    "\udb40\udc41");

    private static String json(String message) {
        var out = new ByteArrayOutputStream();
        Logs.json(new PrintStream(out), Redaction.none())
                .atInfo()
                .addKeyValue("script", message)
                .log("{}", message);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(String message) {
        var out = new ByteArrayOutputStream();
        Logs.text(new PrintStream(out), Redaction.none()).warn("{}", message);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertVisible(String line) {
        assertThat(line.codePoints().filter(VisibleText::isHidden).toArray()).as(line).isEmpty();
    }

    @Test
    void inEveryOutput() {
        for (String hidden : HIDDEN) {
            String message = "a" + hidden + "\"b\\{}";
            String json = json(message);
            assertThat(json).endsWith("}\n");
            assertVisible(json.strip());
            var object = JsonParser.parseString(json).getAsJsonObject();
            assertThat(object.get("message").getAsString()).isEqualTo(message);
            assertThat(object.get("script").getAsString()).isEqualTo(message);

            String text = text(message);
            assertThat(text).startsWith("warning: a").endsWith("\n");
            assertVisible(text.substring(0, text.length() - 1));

            var printed = new ByteArrayOutputStream();
            new LinePrinter(
                            new PrintStream(printed, true, StandardCharsets.UTF_8),
                            Redaction.none())
                    .print(message);
            assertVisible(printed.toString(StandardCharsets.UTF_8).replaceFirst("\n$", ""));

            String termination = new TerminationMessage(failed(message), Redaction.none()).text();
            assertVisible(termination);
            assertThat(
                            JsonParser.parseString(termination)
                                    .getAsJsonObject()
                                    .get("script")
                                    .getAsString())
                    .isEqualTo(message);
        }
    }

    /// Letters of all scripts and emoji stay as they are.
    @Test
    void whatIsVisibleStays() {
        String message = "größer 日本語 العربية 👍 é {}";
        assertThat(text(message)).isEqualTo("warning: " + message + "\n");
        assertThat(json(message)).contains("\"message\":\"" + message + "\"");
    }

    /// Half of a pair has no encoding.
    @Test
    void halvesOfPairs() {
        assertThat(text("a\ud83d")).isEqualTo("warning: a\\ufffd\n");
        assertThat(json("a\udc00b")).contains("\"a\\ufffdb\"");
    }

    private static Result failed(String text) {
        return new Result(
                new Outcome.MigrationFailed(
                        ExitCode.STATEMENT_FAILED,
                        new Outcome.Failure(text, Optional.empty(), Optional.empty(), text),
                        text),
                new Progress(Optional.of(text), List.of(text), Duration.ZERO, Duration.ZERO));
    }

    @Test
    void longTextsAreCutOnce() {
        assertThat(Excerpt.of("x".repeat(4096))).isEqualTo("x".repeat(4096));
        assertThat(Excerpt.of("x".repeat(4097)))
                .isEqualTo("x".repeat(4096) + "… (1 more characters)");
        assertThat(Excerpt.of("ü".repeat(3000)))
                .isEqualTo("ü".repeat(2048) + "… (952 more characters)");
        // Not in the middle of a character.
        assertThat(Excerpt.of("x" + "👍".repeat(2000)))
                .isEqualTo("x" + "👍".repeat(1023) + "… (977 more characters)");
        assertThat(text("x".repeat(1 << 20))).hasSizeLessThan(70_000);
        assertThat(json("x".repeat(1 << 20))).hasSizeLessThan(140_000);

        // Its time grows with the length alone: the whole takes a second, not minutes.
        long start = System.nanoTime();
        assertThat(
                        new TerminationMessage(failed("x".repeat(50_000_000)), Redaction.none())
                                .text()
                                .length())
                .isBetween(980, 1000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret/p@ss:word ü'\"\\",
                "s3cret%2Fp%40ss%3Aword%20%C3%BC%27%22%5C",
                "s3cret%2fp%40ss%3aword+%c3%bc%27%22%5c",
                "s3cret%2Fp@ss:word%20ü'\"\\",
                "%73%33cret/p@ss\\:word ü\\'\"\\\\",
                "s3cret/p@ss:word ü''\"\\"
            })
    void everySpellingOfASecret(String spelling) {
        var redaction = Redaction.of(List.of("s3cret/p@ss:word ü'\"\\"));
        assertThat(redaction.of("is " + spelling + ", is it?")).isEqualTo("is ***, is it?");
        assertThat(redaction.of("s3cret/p@ss:word")).isEqualTo("s3cret/p@ss:word");
    }

    /// What is left of one where a text was cut off.
    @Test
    void theBeginningOfASecret() {
        var redaction = Redaction.of(List.of("s3cret-word"));
        assertThat(redaction.of("x s3cret-w… (4 more characters)"))
                .isEqualTo("x ***… (4 more characters)");
        assertThat(redaction.of("x s3cret-w …")).isEqualTo("x *** …");
        assertThat(redaction.of("x s3c…")).isEqualTo("x s3c…");
        var message = "x".repeat(Excerpt.MAX_BYTES - 6) + "s3cret-word";
        assertThat(redaction.of(Excerpt.of(message))).doesNotContain("s3cret");
        for (int before = 0; before < 1000; before++) {
            var result = failed("y".repeat(before) + "s3cret-word" + "z".repeat(1000));
            assertThat(new TerminationMessage(result, redaction).text()).doesNotContain("s3cr");
        }
    }
}
