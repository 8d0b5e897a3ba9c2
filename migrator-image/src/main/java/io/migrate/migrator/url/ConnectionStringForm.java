package io.migrate.migrator.url;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which form a connection string has.
final class ConnectionStringForm {
    /// libpq's two, and what frameworks write for the same: SQLAlchemy names a driver, Rails and
    /// Django an extension, R2DBC itself.
    private static final Pattern URI =
            Pattern.compile(
                    "(?:postgres(?:ql)?(?:\\+[a-z0-9_]+)?|postgis|pgsql|r2dbc:postgresql)://(.*)");

    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql:(.*)");

    private ConnectionStringForm() {}

    /// Its parameters, by the names that stand in it.
    static Map<String, String> parameters(String text) throws BadUrl {
        if (text.isEmpty()) {
            throw new BadUrl("it is empty; write postgresql://user:password@host:5432/database");
        }
        mistakes(text);
        Matcher uri = URI.matcher(text);
        if (uri.matches()) {
            return Uri.parameters(uri.group(1));
        }
        Matcher jdbc = JDBC.matcher(text);
        if (jdbc.matches()) {
            return JdbcUrl.parameters(jdbc.group(1));
        }
        if (KeyValues.isOne(text)) {
            return KeyValues.parameters(text);
        }
        throw new BadUrl(
                "not a PostgreSQL URL; it must start with postgresql:// or postgres://,"
                        + " or be of the form host=… user=… dbname=…");
    }

    /// What happens to people, each with its cure.
    private static void mistakes(String text) throws BadUrl {
        if (text.lines().count() > 1) {
            throw new BadUrl("it has several lines; only the URL itself belongs there");
        }
        if (text.matches("[\"'`].*")) {
            throw new BadUrl("it begins with a quotation mark; take the quotation marks away");
        }
        if (text.matches("(?i)(export )?[a-z_][a-z0-9_]*\\s*=\\s*[\"']?(jdbc:)?postgres.*")) {
            throw new BadUrl(
                    "it begins with a variable's name, as in a .env file; only what stands behind"
                            + " the = belongs there");
        }
        if (text.matches("(cG9zdGdyZX|amRiYzpwb3N0Z3Jlc)[A-Za-z0-9+/=]*")) {
            throw new BadUrl(
                    "it is base64; Kubernetes decodes the data of a Secret once, so encode it once,"
                            + " or use stringData");
        }
        if (text.matches("(?i)prisma(\\+postgres)?://.*")) {
            throw new BadUrl(
                    "it is one of Prisma's own services; the URL of the database itself is needed,"
                            + " which Prisma calls directUrl");
        }
        if (text.matches("(?i)cockroach(db)?(\\+[a-z0-9_]+)?://.*")) {
            throw new BadUrl("it is CockroachDB's; PostgreSQL is needed");
        }
        if (text.matches("jdbc:(?!postgresql:)[a-z:-]+:postgresql:.*")) {
            throw new BadUrl(
                    "it names a wrapper of the driver, which is not here; write jdbc:postgresql://"
                            + " with user and password");
        }
        if (text.matches("[$][({].*")) {
            throw new BadUrl(
                    "it is a variable that nobody has replaced; Kubernetes replaces $(NAME) where"
                            + " NAME is defined above it in the same container");
        }
    }
}
