package io.migrate.migrator.report;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Replaces the secrets that are known by `***` wherever they appear in what is printed, logged or
/// left behind: a server, a migration or the name of a file may repeat them.
public final class Redaction {
    private static final String MASK = "***";
    private static final char ELLIPSIS = '…';

    /// What follows a text that was cut off, and the first of several lines.
    private static final List<String> ENDS = List.of("…", " …");

    /// The shortest beginning of a secret that is replaced where a text was cut off.
    private static final int SHORTEST_BEGINNING = 4;

    private final List<String> secrets;
    private final List<Pattern> patterns;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
        this.patterns = secrets.stream().map(Redaction::pattern).toList();
    }

    /// Replaces nothing.
    public static Redaction none() {
        return new Redaction(List.of());
    }

    /// Replaces these secrets, also where they are percent-encoded or escaped as in a connection
    /// string.
    public static Redaction of(Collection<String> secrets) {
        return new Redaction(List.copyOf(secrets));
    }

    private static Pattern pattern(String secret) {
        return Pattern.compile(
                secret.codePoints().mapToObj(Redaction::spellings).collect(joining()));
    }

    private static String spellings(int codePoint) {
        String character = Character.toString(codePoint);
        String plain = Pattern.quote(character);
        var encoded = new StringBuilder("(?i:");
        for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02x".formatted(each));
        }
        encoded.append(')');
        Stream<String> escaped =
                switch (codePoint) {
                    case ' ' -> Stream.of("\\+");
                    case '\'' -> Stream.of("''", "\\\\'");
                    case '"', ':', '\\' -> Stream.of("\\\\" + plain);
                    default -> Stream.of();
                };
        return Stream.concat(escaped, Stream.of(encoded.toString(), plain))
                .collect(joining("|", "(?:", ")"));
    }

    /// The text without the secrets.
    public String of(String text) {
        String masked = text;
        for (Pattern pattern : patterns) {
            masked = pattern.matcher(masked).replaceAll(Matcher.quoteReplacement(MASK));
        }
        for (String secret : secrets) {
            masked = withoutBeginnings(masked, secret);
        }
        return masked;
    }

    /// Replaces what is left of a secret where a text was cut off in the middle of it.
    private static String withoutBeginnings(String text, String secret) {
        if (text.indexOf(ELLIPSIS) < 0) {
            return text;
        }
        for (int length = secret.length() - 1; length >= SHORTEST_BEGINNING; length--) {
            String beginning = secret.substring(0, length);
            for (String end : ENDS) {
                if (text.contains(beginning + end)) {
                    return text.replace(beginning + end, MASK + end);
                }
            }
        }
        return text;
    }
}
