package io.migrate.migrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One history of many ugly migrations (`history/history.sql`: `===` begins a migration, `---` a
/// statement, `!` says that it cannot be in a transaction), laid out as each tool wants it.
enum History {
    DRIZZLE("drizzle", "drizzle.__drizzle_migrations", "hash, created_at"),
    DRIZZLE_1("drizzle-1", "drizzle.__drizzle_migrations", "hash, created_at, name"),
    PRISMA("prisma", "_prisma_migrations", "migration_name, checksum, applied_steps_count, logs"),
    GOLANG_MIGRATE("golang-migrate", "schema_migrations", "version, dirty"),
    GOOSE("goose", "goose_db_version", "version_id, is_applied"),
    DBMATE("dbmate", "schema_migrations", "version");

    private static final List<Piece> PIECES = pieces();
    private static final String DOWN = "SELECT 1/0;\n";

    /// As the tool is called on the command line of the tests.
    private final String tool;

    private final String table;
    private final String columns;

    History(String tool, String table, String columns) {
        this.tool = tool;
        this.table = table;
        this.columns = columns;
    }

    /// One migration.
    ///
    /// @param mark `!`, or nothing
    private record Piece(String name, String mark, List<String> statements) {
        String joined(String separator) {
            return String.join(separator, statements);
        }

        Piece withoutControl() {
            return new Piece(
                    name,
                    mark,
                    statements.stream()
                            .filter(each -> !each.equals("BEGIN;") && !each.equals("COMMIT;"))
                            .toList());
        }

        boolean isApart() {
            return mark.equals("!");
        }
    }

    String tool() {
        return tool;
    }

    /// Rows of the tool's table without what differs from run to run.
    String rows() {
        return "SELECT %1$s FROM %2$s ORDER BY 1, 2"
                .formatted(columns, table)
                .replace(this == DBMATE ? ", 2" : "\0", "");
    }

    int size() {
        return mine().size();
    }

    /// Those that come after a new value of an enum, which Drizzle cannot use in the same run.
    int afterNewValue() {
        for (int i = 0; i < size(); i++) {
            if (mine().get(i).name().equals("enum_value_used")) {
                return i;
            }
        }
        throw new IllegalStateException();
    }

    /// Drizzle puts everything into one transaction; goose and dbmate do not stand a file that ends
    /// theirs.
    private List<Piece> mine() {
        return switch (this) {
            case DRIZZLE, DRIZZLE_1 -> PIECES.stream().filter(piece -> !piece.isApart()).toList();
            case PRISMA, GOLANG_MIGRATE -> PIECES;
            case GOOSE, DBMATE -> PIECES.stream().map(Piece::withoutControl).toList();
        };
    }

    /// Writes the first ones.
    Folder write(Path path, int count) throws IOException {
        Folder folder = Folder.at(path);
        for (int i = 0; i < count; i++) {
            Piece piece = mine().get(i);
            switch (this) {
                case DRIZZLE ->
                        folder.drizzle(
                                "%04d_%s".formatted(i, piece.name()),
                                1700000000123L + i * 1000L,
                                crlf(i, breakpoints(i, piece)));
                case DRIZZLE_1 -> {
                    String name = "%d_%s".formatted(20240101000000L + i, piece.name());
                    folder.file(name + "/migration.sql", crlf(i, breakpoints(i, piece)))
                            .file(
                                    name + "/snapshot.json",
                                    "{\"version\":\"8\",\"dialect\":\"postgres\"}");
                }
                case PRISMA ->
                        folder.file("migration_lock.toml", "provider = \"postgresql\"\n")
                                .file(
                                        prismaName(i, piece) + "/migration.sql",
                                        crlf(i, "-- AlterThing\n" + piece.joined("\n\n") + "\n"));
                case GOLANG_MIGRATE -> {
                    String name = "%06d_%s".formatted(i + 1, piece.name());
                    folder.file(name + ".up.sql", crlf(i, wrapped(i, piece)))
                            .file(name + ".down.sql", DOWN);
                }
                case GOOSE ->
                        folder.file("%05d_%s.sql".formatted(i + 1, piece.name()), goose(i, piece));
                case DBMATE ->
                        folder.file(
                                "%d_%s.sql".formatted(20240101000000L + i, piece.name()),
                                "-- migrate:up%s\n%s\n\n-- migrate:down\n%s"
                                        .formatted(
                                                piece.isApart() ? " transaction:false" : "",
                                                crlf(i, piece.joined("\n")),
                                                DOWN));
            }
        }
        return folder;
    }

    /// The whole of it as Flyway wants it; the number of its migrations.
    static int writeForFlyway(Path path) throws IOException {
        Folder folder = Folder.at(path);
        for (int i = 0; i < PIECES.size(); i++) {
            Piece piece = PIECES.get(i);
            String name = "V%d__%s.sql".formatted(i + 1, piece.name());
            folder.file(name, crlf(i, piece.joined("\n")));
            if (piece.isApart()) {
                folder.file(name + ".conf", "executeInTransaction=false\n");
            }
            if (piece.name().equals("braces")) {
                folder.file(name + ".conf", "placeholderReplacement=false\n");
            }
        }
        return PIECES.size();
    }

    /// Adds a migration of any SQL.
    Folder add(Folder folder, int i, String sql) throws IOException {
        return switch (this) {
            case DRIZZLE -> folder.drizzle(name(i), stamp(i), sql);
            case DRIZZLE_1 ->
                    folder.file(name(i) + "/migration.sql", sql)
                            .file(name(i) + "/snapshot.json", "{}");
            case PRISMA ->
                    folder.file("migration_lock.toml", "provider = \"postgresql\"")
                            .file(name(i) + "/migration.sql", sql);
            case GOLANG_MIGRATE -> folder.file(name(i) + ".up.sql", sql);
            case GOOSE -> folder.file(name(i) + ".sql", "-- +goose Up\n" + sql);
            case DBMATE ->
                    folder.file(name(i) + ".sql", "-- migrate:up\n" + sql + "\n-- migrate:down");
        };
    }

    /// The stamp of Drizzle's journal.
    static long stamp(int i) {
        return 1700000000000L + i * 1000L;
    }

    /// The tool's own name for one that was added.
    String name(int i) {
        return switch (this) {
            case DRIZZLE, GOLANG_MIGRATE, GOOSE -> "%04d_t".formatted(i);
            case DRIZZLE_1 -> "%d_t".formatted(20231114221320L + i);
            case PRISMA, DBMATE -> "%d_t".formatted(20240101000000L + i);
        };
    }

    /// Real files have it in all of these ways.
    private static String breakpoints(int i, Piece piece) {
        return switch (i % 3) {
            case 0 -> piece.joined("--> statement-breakpoint\n") + "\n";
            case 1 -> piece.joined("\n--> statement-breakpoint\n-- and a comment; then\n");
            default -> piece.joined("\n") + "\n--> statement-breakpoint\n";
        };
    }

    private static String crlf(int i, String text) {
        return i % 7 == 2 ? text.replace("\n", "\r\n") : text;
    }

    private static String prismaName(int i, Piece piece) {
        long stamp = 20240101000000L + (piece.name().equals("only_a_comment") ? i - 1 : i);
        return i == 0
                ? "0_init"
                : stamp + "_" + piece.name() + (piece.name().equals("braces") ? ".sql" : "");
    }

    private static String wrapped(int i, Piece piece) {
        boolean wraps = i % 3 == 1 && !piece.isApart() && !piece.joined("").contains("COMMIT;");
        return wraps ? "BEGIN;\n" + piece.joined("\n") + "\nCOMMIT;\n" : piece.joined("\n");
    }

    private static String goose(int i, Piece piece) {
        var text = new StringBuilder(piece.isApart() ? "-- +goose NO TRANSACTION\n" : "");
        text.append("-- +goose Up\n");
        for (String statement : piece.statements()) {
            boolean inside = statement.lines().limit(100).count() > 1 || statement.contains(";'");
            text.append(inside ? "-- +goose StatementBegin\n" : "")
                    .append(crlf(i, statement))
                    .append(inside ? "\n-- +goose StatementEnd\n" : "\n");
        }
        return text + "\n-- +goose Down\n" + DOWN;
    }

    private static List<Piece> pieces() {
        var pieces = new ArrayList<Piece>();
        try (var in = History.class.getResourceAsStream("/history/history.sql")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String piece : text.substring(4).split("(?:^|\n)=== ", -1)) {
                List<String> parts = List.of(piece.split("\n", 2));
                List<String> title = List.of(parts.getFirst().split(" ", 2));
                pieces.add(
                        new Piece(
                                title.getFirst(),
                                title.size() > 1 ? title.getLast() : "",
                                parts.size() < 2
                                        ? List.of()
                                        : List.of(parts.getLast().strip().split("\n---\n"))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pieces;
    }
}
