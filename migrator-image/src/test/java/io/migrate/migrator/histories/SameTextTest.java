package io.migrate.migrator.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.Checksum;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SameTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a\n",
                "\n",
                "\r\n",
                "a\nb",
                "a\r\nb\r\n",
                "\uFEFFa\nb\n",
                "\uFEFF",
                "\uFEFF\r\n",
                "é\n\n\nü\n",
                "a\rb\n",
                "a\n\r\nb\n\n"
            })
    void theHashesAreThoseOfAllForms(String text) {
        String plain = text.replace("\uFEFF", "").replace("\r\n", "\n");
        String body = plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
        for (String mark : List.of("", "\uFEFF")) {
            for (String end : List.of("", "\n")) {
                for (String line : List.of("\n", "\r\n")) {
                    String form = mark + (body + end).replace("\n", line);
                    assertThat(SameText.hashes(text)).contains(Checksum.sha256(form));
                }
            }
        }
        assertThat(SameText.hashes(text))
                .hasSize(8)
                .doesNotContain(
                        Checksum.sha256(plain + "\n\n"),
                        Checksum.sha256(body + " "),
                        Checksum.sha256("x" + plain));
    }
}
