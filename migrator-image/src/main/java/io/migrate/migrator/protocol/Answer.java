package io.migrate.migrator.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the server sends for one simple query:
/// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY.
final class Answer {
    /// PostgreSQL's own limit (MaxTupleAttributeNumber).
    private static final int MOST_COLUMNS = 1664;

    /// In all rows together. Empty values cost the server nothing, but memory here.
    private static final int MOST_VALUES = 100_000;

    private final Wire wire;
    private List<List<Optional<String>>> rows = List.of();
    private List<List<Optional<String>>> current = List.of();
    private int columns;
    private int values;
    private int completed;

    Answer(Wire wire) {
        this.wire = wire;
    }

    /// Reads up to the end of the query.
    ///
    /// @return the rows of the last statement that returned rows
    List<List<Optional<String>>> rows() throws IOException, Unanswered {
        while (true) {
            Incoming message = wire.receive(Wire.IN_ALL);
            switch (message.type()) {
                case 'S' -> {} // a parameter changed
                case 'T' -> describe(message);
                case 'D' -> current.add(row(message));
                case 'C' -> complete(message);
                case 'Z' -> {
                    end(message);
                    return rows;
                }
                default -> throw message.unexpected();
            }
        }
    }

    private void describe(Incoming message) throws Unanswered {
        int number = message.int16();
        if (columns != 0 || number < 1 || number > MOST_COLUMNS) {
            throw message.malformed();
        }
        columns = number;
        current = new ArrayList<>();
    }

    private List<Optional<String>> row(Incoming message) throws Unanswered {
        values += columns;
        if (columns == 0 || values > MOST_VALUES || message.int16() != columns) {
            throw message.malformed();
        }
        var row = new ArrayList<Optional<String>>(columns);
        for (int i = 0; i < columns; i++) {
            row.add(message.value());
        }
        message.end();
        return row;
    }

    private void complete(Incoming message) throws Unanswered {
        String tag = message.text();
        message.end();
        completed++;
        // The number would not fit if a row were missing. No other statement returns rows.
        boolean fits = tag.equals("SELECT " + current.size()) || tag.equals("SHOW");
        if (columns != 0 ? !fits : tag.startsWith("SELECT ")) {
            throw message.malformed();
        }
        if (columns != 0) {
            rows = current;
            columns = 0;
        }
    }

    /// In a failed transaction there was an error, which is not passed over in silence.
    private void end(Incoming message) throws Unanswered {
        int status = message.int8();
        message.end();
        if (completed == 0 || columns != 0 || (status != 'I' && status != 'T')) {
            throw message.malformed();
        }
    }
}
