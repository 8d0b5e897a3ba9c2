package io.migrate.webhook.settings;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The fields of a policy below `application`. {@link Fields} lists them.
public final class ApplicationFields {
    /// The field `application.urlSecretKeyRef`.
    public static final Field<KeyRef> URL_SECRET =
            Field.of(
                    "application.urlSecretKeyRef",
                    Types.keyRef(),
                    "the Secret and key that hold the application's own database URL");

    /// The field `application.envName`.
    public static final Field<String> ENV_NAME =
            Field.of(
                            "application.envName",
                            Types.text(Grammars.ENV_NAME),
                            "the environment variable that receives the application's database URL")
                    .orElse("DATABASE_URL");

    /// The field `application.containerNames`.
    public static final Field<List<String>> CONTAINER_NAMES =
            Field.of(
                    "application.containerNames",
                    Types.list(
                            Grammars.LABEL,
                            1,
                            32,
                            new Schema.ListType.Set(),
                            "a list of container names"),
                    "the names of the application's containers, which receive that variable");

    /// The field `application.sharedSecret`.
    public static final Field<SharedSecret> SHARED_SECRET =
            Field.of(
                            "application.sharedSecret",
                            Types.choice(SharedSecret.class),
                            "what to do if another container can read the migrator's Secret")
                    .orElse(SharedSecret.WARN);

    private ApplicationFields() {}

    /// What to do if another container can read the Secret that only the migrator needs, by itself
    /// or in the migrator's environment.
    public enum SharedSecret {
        WARN,
        REFUSE
    }
}
