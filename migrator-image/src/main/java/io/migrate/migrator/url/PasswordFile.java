package io.migrate.migrator.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// libpq's password file: one `host:port:database:user:password` per line, `*` matches anything,
/// and `\` escapes `:` and `\` (https://www.postgresql.org/docs/current/libpq-pgpass.html).
final class PasswordFile {
    private PasswordFile() {}

    /// Returns the password of the first matching line.
    static Optional<String> find(String text, Host host, String database, String user) {
        List<String> wanted = List.of(host.name(), String.valueOf(host.port()), database, user);
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(PasswordFile::fields)
                .filter(fields -> fields.size() == 5 && fits(fields, wanted))
                .map(List::getLast)
                .findFirst();
    }

    private static boolean fits(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (each == '\\' && i + 1 < line.length()) {
                i++;
                field.append(line.charAt(i));
            } else if (each == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (each == ':') {
                // Text after the fifth field is ignored.
                break;
            } else {
                field.append(each);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
