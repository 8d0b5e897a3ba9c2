package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// One setting, as the registry {@link Fields} holds it: parser, documentation and the environment
/// of the migrator all come from here.
///
/// @param path where a policy's `spec` holds it, e.g. `run.timeout`; empty if no policy can set it
/// @param annotation its annotation without the prefix, e.g. `timeout`; empty if there is none
/// @param env the migrator's variable that carries it; empty if it is carried otherwise
/// @param builtIn what holds if nobody sets it; empty if nothing does
/// @param doc one line for README, help and CRD
public record Field<T>(
        Optional<String> path,
        Optional<String> annotation,
        Optional<String> env,
        Type<T> type,
        Optional<T> builtIn,
        String doc) {
    /// Nothing may be null.
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

    /// The name that `explain` and errors use.
    public String name() {
        return path.or(() -> annotation).orElseThrow();
    }
}
