package io.migrate.migrator.run;

import io.migrate.migrator.formats.Ledger;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Line;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Tables;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A tool can be told to keep its history in a table of another name. To somebody who does not know
/// that, a database in use looks like a new one, and everything would be run again.
final class LookAlikes {
    /// A name or a hash is proof; so is a number that nobody has by chance.
    private static final int LONG = 8;

    private LookAlikes() {}

    /// A table elsewhere whose rows speak of this folder.
    static Optional<Tables.Table> of(Source source, Ledger ledger, Session session, Tables tables)
            throws SQLException {
        for (String name : candidates(ledger, session)) {
            List<String> parts = List.of(name.split("\n", 2));
            var table = new Tables.Table(parts.getFirst(), parts.getLast());
            boolean speaks =
                    !tables.foreign().equals(Optional.of(table))
                            && Planner.compare(
                                            source,
                                            session.look(
                                                    new Tables(
                                                            tables.flyway(), Optional.of(table))),
                                            Planner.Upkeep.UNTOUCHED)
                                    .lines()
                                    .stream()
                                    .anyMatch(LookAlikes::isProof);
            if (speaks) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    private static boolean isProof(Line line) {
        return line.migration().isPresent()
                && line.foreign()
                        .filter(entry ->
                                entry.name().isPresent()
                                        || entry.hash().isPresent()
                                        || entry.number()
                                                .filter(n -> n.text().length() >= LONG)
                                                .isPresent())
                        .isPresent();
    }

    private static List<String> candidates(Ledger ledger, Session session) throws SQLException {
        var columns = new TreeSet<>(ledger.columns().keySet());
        return session.column(
                """
                SELECT n.nspname || chr(10) || c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'
                    AND has_schema_privilege(n.oid, 'USAGE')
                    AND has_table_privilege(c.oid, 'SELECT')
                    AND (%1$d > 1 OR c.relname LIKE '%%migration%%')
                    AND %1$d = (SELECT count(*) FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = c.oid AND NOT a.attisdropped
                        AND a.attname IN ('%2$s'))
                ORDER BY 1\
                """
                        .formatted(columns.size(), String.join("', '", columns)));
    }
}
