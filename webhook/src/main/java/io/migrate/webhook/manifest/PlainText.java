package io.migrate.webhook.manifest;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides which strings YAML needs no quotes for: only those that parsers of every YAML version
/// read as strings. Jackson's own rule leaves `12e45` and `0x1f` unquoted, which parsers read as
/// numbers.
final class PlainText extends StringQuotingChecker {
    private static final long serialVersionUID = 1L;

    private static final Pattern WORDS =
            Pattern.compile(
                    "(--?)?[A-Za-z/_][-A-Za-z0-9_./@+,=]*(:[-A-Za-z0-9_./@+,=]+)*("
                            + " [-A-Za-z0-9_./@+,=(]+)*");

    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(m|s|h|ms|k|M|G|T|Ki|Mi|Gi|Ti)");

    /// https://yaml.org/type/bool.html and https://yaml.org/type/null.html
    private static final Set<String> KEYWORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    @Override
    public boolean needToQuoteName(String name) {
        return needToQuoteValue(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
        boolean plain =
                QUANTITY.matcher(value).matches()
                        || (WORDS.matcher(value).matches()
                                && !KEYWORDS.contains(value.toLowerCase(Locale.ROOT)));
        return !plain;
    }
}
