package io.migrate.migrator.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A command of the migrator. Each kind is an enum of its own, so that a switch over all commands,
/// or over one kind, is exhaustive.
public sealed interface Command {
    /// A command that runs in a Pod: the mode of its migration.
    enum PodCommand implements Command {
        MIGRATE("apply the pending migrations (the default)"),
        VALIDATE("fail with exit code 17 if migrations are pending; change nothing"),
        WAIT("wait until no migrations are pending; change nothing");

        private final String meaning;

        PodCommand(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /// A command for a person who inspects or corrects a database in a shell.
    enum ShellCommand implements Command {
        INFO(
                """
                show every migration: its state, when and by whom it was applied, and
                which history contains it\
                """),
        REPAIR(
                """
                show the corrections that make the histories match the files; with
                --yes, apply them; with --completed, record a failed migration that
                you completed by hand as applied, instead of running it again\
                """),
        BASELINE(
                """
                for a database that has the schema but no history: record all
                migrations, or those up to --target, as applied without running them\
                """),
        DRY_RUN(
                """
                with --yes-on-this-database, run the pending migrations and roll them
                back; show the duration of each statement and the locks it holds\
                """);

        private final String meaning;

        ShellCommand(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String meaning() {
            return meaning;
        }
    }

    /// The constant's name.
    String name();

    /// What the command does, for the help; lines of at most 72 characters.
    String meaning();

    /// The command as it is written on the command line: `dry-run`.
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// All commands, in the order of the help.
    static List<Command> all() {
        return Stream.<Command>concat(
                        Stream.of(PodCommand.values()), Stream.of(ShellCommand.values()))
                .toList();
    }

    /// The command with this spelling; empty if there is none.
    static Optional<Command> parse(String text) {
        return all().stream().filter(each -> each.text().equals(text)).findFirst();
    }
}
