package io.migrate.migrator.formats;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table in which a tool records what it has applied: its shape, the meaning of its rows, and
/// the statements that write rows. Statements and rows are values; nothing here connects to a
/// database.
public interface ToolHistory {
    /// The schema that the tool uses by default; empty: the first schema of the search path.
    default Optional<String> schema() {
        return Optional.empty();
    }

    /// The table's default name.
    String table();

    /// The columns that identify the tool's table, and patterns for PostgreSQL's names of their
    /// types.
    Map<String, String> columns();

    /// Creates the table as the tool does; `%s` is the table.
    List<Write> create();

    /// Interprets rows.
    ///
    /// @param rows column to text, without columns that are null, in insertion order
    /// @param candidates the migrations that a row may cover without naming them: all but those
    ///   that are missing in Flyway's table while a later one is there
    List<Entry> entries(List<Map<String, String>> rows, List<Migration> candidates);

    /// Records a migration as applied.
    ///
    /// @param columns of the table as it is
    List<Write> insert(Migration migration, Map<String, String> columns);

    /// Records that a migration that runs outside a transaction begins, if the tool does that; the
    /// tool's [#entries] then report it as failed.
    ///
    /// @param columns of the table as it is
    default List<Write> begin(Migration migration, Map<String, String> columns) {
        return List.of();
    }

    /// Records the end of a migration for which [#begin] was recorded: it is applied.
    ///
    /// @param columns of the table as it is
    default List<Write> complete(Migration migration, Map<String, String> columns) {
        return insert(migration, columns);
    }

    /// Removes what `repair` removes: the row of a failed migration, or of one without a file.
    ///
    /// @param migrations of the folder, in the tool's order
    List<Write> delete(Entry entry, List<Migration> migrations);

    /// What to do about applied migrations without a file, if the tool has a way; may be empty.
    default String adviceIfMissing() {
        return "";
    }

    /// Returns whether the tool knows an applied migration whose file is missing to be replaced by
    /// another one: Prisma's squash.
    ///
    /// @param first of the first migration of the folder
    default boolean isReplaced(Entry missing, Entry first) {
        return false;
    }

    /// Updates a row with the hash of the current file; does nothing if rows contain no hash.
    default List<Write> updateHash(Entry entry, Migration migration) {
        return List.of();
    }

    /// A statement for the table.
    ///
    /// @param sql `%s` is the table, `?` a parameter
    /// @param parameters as text; SQL casts them
    record Write(String sql, List<String> parameters) {
        /// Copies the list.
        public Write {
            parameters = List.copyOf(parameters);
        }

        static Write of(String sql, String... parameters) {
            return new Write(sql, List.of(parameters));
        }
    }

    /// What one row records about one migration.
    ///
    /// @param row column to text
    /// @param label the migration as messages name it
    /// @param name the migration's, if rows have one
    /// @param number its number, or what its name begins with
    /// @param hash of its file, if rows have one
    /// @param when it was applied, as PostgreSQL writes it, if rows have that
    /// @param state whether it was applied
    record Entry(
            Map<String, String> row,
            String label,
            Optional<String> name,
            Optional<Version> number,
            Optional<String> hash,
            Optional<String> when,
            State state) {}

    /// The state of a migration according to the tool.
    sealed interface State {
        /// Applied.
        record Applied() implements State {}

        /// Started and not applied.
        ///
        /// @param problem a sentence that says what happened and what to do
        record Failed(String problem) implements State {}
    }
}
