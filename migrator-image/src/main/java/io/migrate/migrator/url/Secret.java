package io.migrate.migrator.url;

/// A password: it does not print.
///
/// @param value the text itself, for the driver only
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
