package io.migrate.migrator.formats;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table in which a tool itself keeps what it has applied, as values: what it looks like, what
/// its rows say, how one is written.
public interface ToolHistory {
    /// Where the tool puts it unless told otherwise; empty: in the first schema of the search path.
    Optional<String> schema();

    /// What the tool calls it unless told otherwise.
    String table();

    /// The columns by which it is told apart, and patterns for PostgreSQL's names of their types.
    Map<String, String> columns();

    /// Creates it as the tool does; `%s` stands for the table.
    List<Write> create();

    /// What its rows say.
    ///
    /// @param rows column to text, a column that is null is left out; in the order of their writing
    /// @param claimable the migrations of which a row may speak without naming them: all but those
    ///   that Flyway's table does not know while it knows a later one
    List<Entry> entries(List<Map<String, String>> rows, List<Migration> claimable);

    /// Tells the tool that a migration is applied.
    ///
    /// @param columns that the table has
    List<Write> tell(Migration migration, Map<String, String> columns);

    /// Makes the tool forget a row that `repair` is to take away: a failed migration, or one
    /// without a file.
    ///
    /// @param migrations of the folder, in the tool's order
    List<Write> forget(Entry entry, List<Migration> migrations);

    /// Gives a row the hash that the file has now; nothing if rows have none.
    List<Write> accept(Entry entry, Migration migration);

    /// A statement for the table.
    ///
    /// @param sql `%s` stands for the table, `?` for a parameter
    /// @param parameters as text; SQL casts them
    record Write(String sql, List<String> parameters) {
        /// Copies what may change.
        public Write {
            parameters = List.copyOf(parameters);
        }

        static Write of(String sql, String... parameters) {
            return new Write(sql, List.of(parameters));
        }
    }

    /// What one row says of one migration.
    ///
    /// @param row column to text
    /// @param label what people are shown
    /// @param name the migration's, if rows have one
    /// @param number its number, or what its name begins with
    /// @param hash of its file, if rows have one
    /// @param when it was applied, as PostgreSQL writes it, if rows say so
    /// @param state what became of it
    record Entry(
            Map<String, String> row,
            String label,
            Optional<String> name,
            Optional<Version> number,
            Optional<String> hash,
            Optional<String> when,
            State state) {}

    /// What became of a migration, as the tool has it.
    sealed interface State {
        /// It is applied.
        record Applied() implements State {}

        /// It was begun and is not applied.
        ///
        /// @param problem a sentence that says what happened and what to do
        record Failed(String problem) implements State {}
    }
}
