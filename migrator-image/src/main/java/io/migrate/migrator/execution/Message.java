package io.migrate.migrator.execution;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.SqlErrors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The statements of one message and what each of them is for, so that an error in the reply can be
/// attributed to the script or to what surrounds it.
final class Message {
    /// What statements are for.
    enum Part {
        /// They begin the transaction and configure the session.
        START,
        /// They are the migration.
        SCRIPT,
        /// They record the migration.
        HISTORIES,
        /// They check the advisory lock.
        LOCK,
        /// They commit.
        COMMIT
    }

    /// A place in a message.
    ///
    /// @param index of the statement in its part, from 0
    /// @param offset of the error in the text of the part; empty if the server gave no position
    record Place(Part part, int index, Optional<Integer> offset) {}

    private record Piece(Part part, String text, int start, int statements) {}

    /// A syntax error, and a message that cannot be read because it contains a NUL character.
    private static final Set<String> UNREADABLE = Set.of("42601", "08P01");

    private final List<Piece> pieces = new ArrayList<>();

    /// Adds statements that need no separator.
    ///
    /// @param statements how many there are in the text
    void add(Part part, String sql, int statements) {
        int start =
                pieces.isEmpty() ? 0 : pieces.getLast().start() + pieces.getLast().text().length();
        pieces.add(new Piece(part, sql, start, statements));
    }

    /// Adds statements, each without its `;`.
    void add(Part part, List<String> statements) {
        add(part, String.join(";\n", statements) + ";\n", statements.size());
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// The text, which is not copied if there is only one part.
    String text() {
        return pieces.size() == 1
                ? pieces.getFirst().text()
                : pieces.stream().map(Piece::text).collect(joining());
    }

    /// Where the error of a reply belongs. PostgreSQL parses a message before it runs any of it: a
    /// syntax error can only be the script's, even if it is reported where the script ends.
    Place place(Reply reply) {
        Optional<Integer> position = reply.position(text());
        boolean isUnreadable =
                reply.completed() == 0
                        && reply.error()
                                .map(SqlErrors::state)
                                .filter(UNREADABLE::contains)
                                .isPresent();
        Piece last = pieces.getLast();
        int first = 0;
        for (Piece piece : pieces) {
            int next = first + piece.statements();
            boolean isIn = isUnreadable ? piece.part() == Part.SCRIPT : reply.completed() < next;
            if (isIn || piece.equals(last)) {
                return new Place(
                        piece.part(),
                        Math.max(0, reply.completed() - first),
                        position.map(at -> Math.max(0, at - piece.start())));
            }
            first = next;
        }
        throw new IllegalStateException("an empty message has no reply");
    }

    boolean has(Part part) {
        return pieces.stream().anyMatch(piece -> piece.part() == part);
    }
}
