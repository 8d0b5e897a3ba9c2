package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// A setting in the registry {@link Fields}. Its parser, its documentation and the migrator's
/// environment are derived from it.
///
/// @param path in a policy's `spec`, for example `run.timeout`; empty if no policy can set it
/// @param annotation without the prefix, for example `timeout`; empty if no annotation can set it
/// @param env the migrator's environment variable; empty if the value is not passed as a variable
/// @param builtIn the default; empty if there is none
/// @param doc one line for the documentation and the CRD
public record Field<T>(
        Optional<String> path,
        Optional<String> annotation,
        Optional<String> env,
        Type<T> type,
        Optional<T> builtIn,
        String doc) {
    /// Rejects null.
    public Field {
        requireNonNull(type, "type is null");
        requireNonNull(doc, "doc is null");
    }

    static <T> Field<T> of(String path, Type<T> type, String doc) {
        return new Field<>(
                Optional.of(path), Optional.empty(), Optional.empty(), type, Optional.empty(), doc);
    }

    Field<T> orElse(T value) {
        return new Field<>(path, annotation, env, type, Optional.of(value), doc);
    }

    Field<T> annotated(String key) {
        return new Field<>(path, Optional.of(key), env, type, builtIn, doc);
    }

    Field<T> env(String name) {
        return new Field<>(path, annotation, Optional.of(name), type, builtIn, doc);
    }

    Field<T> notInPolicy() {
        return new Field<>(Optional.empty(), annotation, env, type, builtIn, doc);
    }

    /// Returns the name in `explain` and in errors.
    public String name() {
        return path.isPresent() ? path.get() : annotation.orElseThrow();
    }
}
