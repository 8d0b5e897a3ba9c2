package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Reader;
import java.io.StringReader;

/// What is ours again must be the same as Flyway's.
class FormatsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a\n",
                "a\r\nb\r\n",
                "a\rb",
                "\uFEFFa\nb",
                "\n\n",
                "ü\u2028x\u0085y\fz\u000bq",
                "a\n\nb"
            })
    void checksumIsFlyways(String text) {
        assertThat(Checksum.crc32(text)).isEqualTo(ChecksumCalculator.calculate(resource(text)));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "1.0,1", "1_1,1.1", "1.10,1.9", "001,1", "20240101,3", "1.0.0.1,1.0.1"})
    void orderIsFlyways(String left, String right) {
        Version ours = Version.parse(left).orElseThrow();
        int expected =
                MigrationVersion.fromVersion(left).compareTo(MigrationVersion.fromVersion(right));
        assertThat(Integer.signum(ours.compareTo(Version.parse(right).orElseThrow())))
                .isEqualTo(Integer.signum(expected));
        assertThat(ours.text()).isEqualTo(MigrationVersion.fromVersion(left).toString());
    }

    @ParameterizedTest
    @EnumSource
    void callbacksAreFlyways(Event event) {
        assertThat(Flyway.isCallback(event.getId() + ".sql")).isTrue();
        assertThat(Flyway.isCallback(event.getId() + "__name.SQL")).isTrue();
        assertThat(Flyway.isCallback(event.getId() + "x.sql")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a;--> statement-breakpoint~b|a;~b
                    a~--> statement-breakpoint~b|a~;~b
                    a -- x--> statement-breakpoint~b|a -- x~;~b
                    a;--> statement-breakpoint b|a; b
                    """)
    void breakpointsEndStatements(String text, String statements) {
        assertThat(DrizzleBreakpoints.toStatements(text.replace('~', '\n')))
                .isEqualTo(statements.replace('~', '\n'));
    }

    private static LoadableResource resource(String text) {
        return new LoadableResource() {
            @Override
            public Reader read() {
                return new StringReader(text);
            }

            @Override
            public String getAbsolutePath() {
                return "";
            }

            @Override
            public String getAbsolutePathOnDisk() {
                return "";
            }

            @Override
            public String getFilename() {
                return "";
            }

            @Override
            public String getRelativePath() {
                return "";
            }
        };
    }
}
