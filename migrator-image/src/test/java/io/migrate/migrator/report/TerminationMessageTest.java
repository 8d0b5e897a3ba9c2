package io.migrate.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class TerminationMessageTest {
    @Test
    void fieldsHaveTheDocumentedOrder() {
        var failure =
                new Outcome.Failure(
                        "0003_x.sql", Optional.of(4), Optional.of("23505"), "It broke.");
        var outcome = new Outcome.MigrationFailed(ExitCode.STATEMENT_FAILED, failure, "Fix it.");
        var progress =
                new Progress(
                        Optional.of("0000_a"),
                        List.of("0001_b", "0002_c"),
                        Duration.ofMillis(1234),
                        Duration.ofMillis(7));
        assertThat(new TerminationMessage(new Result(outcome, progress), Redaction.none()).text())
                .isEqualTo(
                        "{\"outcome\":\"StatementFailed\",\"code\":14,\"sqlState\":\"23505\","
                                + "\"script\":\"0003_x.sql\",\"line\":4,\"to\":\"0002_c\","
                                + "\"from\":\"0000_a\",\"count\":2,\"first\":\"0001_b\","
                                + "\"last\":\"0002_c\",\"millis\":1234,\"lockWaitMillis\":7,"
                                + "\"message\":\"It broke. Fix it.\"}");
    }

    @Test
    void neverMoreThanAThousandBytes() {
        for (String text :
                List.of(
                        "x",
                        "ü",
                        "\"",
                        "\u0001",
                        "😀",
                        "\u202e",
                        "\u0085",
                        "\udb40\udc01",
                        "\ud83d")) {
            for (int length : List.of(1, 100, 500, 1000, 5000)) {
                var name = text.repeat(length);
                var failure = new Outcome.Failure(name, Optional.of(1), Optional.of("23505"), name);
                var result =
                        new Result(
                                new Outcome.MigrationFailed(
                                        ExitCode.STATEMENT_FAILED, failure, name),
                                new Progress(
                                        Optional.of(name),
                                        List.of(name, name),
                                        Duration.ZERO,
                                        Duration.ZERO));
                assertThat(
                                new TerminationMessage(result, Redaction.none())
                                        .text()
                                        .getBytes(StandardCharsets.UTF_8)
                                        .length)
                        .as(text + length)
                        .isLessThanOrEqualTo(TerminationMessage.MAX_BYTES);
            }
        }
    }

    @Test
    void writtenOnlyIfTheFileIsThere(@TempDir Path dir) throws Exception {
        var result = new Result(new Outcome.Done("done"), Progress.none());
        TerminationMessage.write(dir.resolve("absent"), result, Redaction.none());
        Path there = Files.createFile(dir.resolve("there"));
        TerminationMessage.write(there, result, Redaction.none());

        assertThat(dir.resolve("absent")).doesNotExist();
        assertThat(there).content().startsWith("{\"outcome\":\"Done\"");
    }
}
