package io.migrate.migrator.url;

/// A password, which `toString` masks.
///
/// @param value the text, for the driver only
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
