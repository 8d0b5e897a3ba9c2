package io.migrate.migrator.url;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Detects the form of a connection string.
final class ConnectionStringForm {
    /// libpq's two schemes and those of frameworks: SQLAlchemy adds a driver, Rails and Django name
    /// an extension, R2DBC itself.
    private static final Pattern URI =
            Pattern.compile(
                    "(?:postgres(?:ql)?(?:\\+[a-z0-9_]+)?|postgis|pgsql|r2dbc:postgresql)://(.*)");

    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql:(.*)");

    private ConnectionStringForm() {}

    /// Returns the parameters by the names used in the string.
    static Map<String, String> parameters(String text) throws BadUrl {
        if (text.isEmpty()) {
            throw new BadUrl("the URL is empty; use postgresql://user:password@host:5432/database");
        }
        rejectMistakes(text);
        Matcher uri = URI.matcher(text);
        if (uri.matches()) {
            return Uri.parameters(uri.group(1));
        }
        Matcher jdbc = JDBC.matcher(text);
        if (jdbc.matches()) {
            return JdbcUrl.parameters(jdbc.group(1));
        }
        if (KeyValues.matches(text)) {
            return KeyValues.parameters(text);
        }
        throw new BadUrl(
                "not a PostgreSQL URL; it must start with postgresql:// or postgres://,"
                        + " or have the form host=… user=… dbname=…");
    }

    /// Rejects common mistakes with advice on how to fix them.
    private static void rejectMistakes(String text) throws BadUrl {
        if (text.lines().count() > 1) {
            throw new BadUrl("the value has several lines; it must contain only the URL");
        }
        if (text.matches("[\"'`].*")) {
            throw new BadUrl("the value starts with a quotation mark; remove the quotation marks");
        }
        if (text.matches("(?i)(export )?[a-z_][a-z0-9_]*\\s*=\\s*[\"']?(jdbc:)?postgres.*")) {
            throw new BadUrl(
                    "the value starts with a variable's name, as in a .env file; keep only the part"
                            + " after the =");
        }
        if (text.matches("(cG9zdGdyZX|amRiYzpwb3N0Z3Jlc)[A-Za-z0-9+/=]*")) {
            throw new BadUrl(
                    "the value is base64; Kubernetes decodes the data of a Secret only once, so"
                            + " encode it once, or use stringData");
        }
        if (text.matches("(?i)prisma(\\+postgres)?://.*")) {
            throw new BadUrl(
                    "the URL names one of Prisma's own services; use the URL of the database"
                            + " itself, which Prisma calls directUrl");
        }
        if (text.matches("(?i)cockroach(db)?(\\+[a-z0-9_]+)?://.*")) {
            throw new BadUrl("the URL is for CockroachDB; PostgreSQL is required");
        }
        if (text.matches("jdbc:(?!postgresql:)[a-z:-]+:postgresql:.*")) {
            throw new BadUrl(
                    "the URL names a wrapper of the JDBC driver, which the migrator does not have;"
                            + " use jdbc:postgresql:// with user and password");
        }
        if (text.matches("[$][({].*")) {
            throw new BadUrl(
                    "the value is a variable reference that was not expanded; Kubernetes expands"
                            + " $(NAME) only if NAME is defined earlier in the same container");
        }
    }
}
