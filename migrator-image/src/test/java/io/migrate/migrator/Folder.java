package io.migrate.migrator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes migration folders for tests.
final class Folder {
    private final Path path;
    private final List<String> entries = new ArrayList<>();

    private Folder(Path path) {
        this.path = path;
    }

    static Folder at(Path path) {
        return new Folder(path);
    }

    Path path() {
        return path;
    }

    Folder file(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /// A migration of Drizzle: the file and its entry.
    Folder drizzle(String tag, long when, String text) throws IOException {
        return entry(tag, when).file(tag + ".sql", text);
    }

    /// The entry alone.
    Folder entry(String tag, long when) throws IOException {
        entries.add(
                "{\"idx\":%d,\"version\":\"7\",\"when\":%d,\"tag\":\"%s\",\"breakpoints\":true}"
                        .formatted(entries.size(), when, tag));
        return journal();
    }

    /// Removes an entry.
    Folder withoutEntry(String tag) throws IOException {
        entries.removeIf(entry -> entry.contains("\"" + tag + "\""));
        return journal();
    }

    private Folder journal() throws IOException {
        return file(
                "meta/_journal.json",
                "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[%s]}"
                        .formatted(String.join(",", entries)));
    }

    /// Three migrations as a project has them.
    static Folder shop(Path path) throws IOException {
        return at(path).drizzle(
                        "0000_init",
                        1700000000000L,
                        """
                        CREATE TYPE "mood" AS ENUM('sad', 'ok');
                        --> statement-breakpoint
                        CREATE TABLE "users" ("id" serial PRIMARY KEY, "mood" "mood");--> statement-breakpoint
                        """)
                .drizzle(
                        "0001_add_orders",
                        1700000001000L,
                        """
                        CREATE TABLE "orders" ("id" serial PRIMARY KEY, "user_id" integer)
                        --> statement-breakpoint
                        ALTER TABLE "orders" ADD CONSTRAINT "fk" FOREIGN KEY ("user_id") REFERENCES "users"("id");
                        """)
                .drizzle(
                        "0002_backfill", 1700000002000L, "INSERT INTO users (mood) VALUES ('ok');");
    }

    /// What Drizzle itself leaves behind after applying these files.
    String drizzleTable(String... tags) throws IOException {
        var sql =
                new StringBuilder(
                        """
                        CREATE SCHEMA IF NOT EXISTS drizzle;
                        CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations
                            (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
                        """);
        for (String tag : tags) {
            String text = Files.readString(path.resolve(tag + ".sql"));
            String entry =
                    entries.stream().filter(e -> e.contains("\"" + tag + "\"")).findFirst().get();
            String when = entry.replaceAll(".*\"when\":(\\d+).*", "$1");
            sql.append(text.replace("--> statement-breakpoint", ";"))
                    .append(
                            ";\n"
                                    + "INSERT INTO drizzle.__drizzle_migrations (hash, created_at)"
                                    + " VALUES ('")
                    .append(sha256(text))
                    .append("', ")
                    .append(when)
                    .append(");\n");
        }
        return sql.toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
