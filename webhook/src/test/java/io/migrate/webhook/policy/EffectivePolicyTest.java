package io.migrate.webhook.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How layers combine; the table of the rules.
class EffectivePolicyTest {
    private static final Layer BUILT_IN = Layer.builtIn("ghcr.io/migrate-io/migrator:1");

    private static EffectivePolicy over(Layer... layers) {
        var all = new ArrayList<Layer>(List.of(BUILT_IN));
        all.addAll(List.of(layers));
        return new EffectivePolicy("default", 0, all);
    }

    private static Layer.Builder policy() {
        return new Layer.Builder(new Origin.Namespace("default"));
    }

    private static Layer.Builder annotations() {
        return new Layer.Builder(new Origin.Annotation());
    }

    @Test
    void aDefaultHoldsWhereNobodySetsOne() {
        assertThat(over().get(Fields.TIMEOUT)).isEqualTo(Duration.ofMinutes(8));
        assertThat(over().origin(Fields.TIMEOUT)).isEqualTo(new Origin.BuiltIn());
        assertThat(over().find(Fields.SOURCE)).isEmpty();
    }

    @Test
    void theStrongerScalarReplaces() {
        var effective =
                over(
                        policy().put(Fields.TIMEOUT, Duration.ofMinutes(1)).build(),
                        annotations().put(Fields.TIMEOUT, Duration.ofMinutes(2)).build());
        assertThat(effective.get(Fields.TIMEOUT)).isEqualTo(Duration.ofMinutes(2));
        assertThat(effective.origin(Fields.TIMEOUT)).isEqualTo(new Origin.Annotation());
        assertThat(effective.origin(Fields.LOCK_TIMEOUT)).isEqualTo(new Origin.BuiltIn());
    }

    @Test
    void theStrongerListReplaces() {
        var effective =
                over(
                        policy().put(Fields.SEARCH_PATH, List.of("a", "b")).build(),
                        annotations().put(Fields.SEARCH_PATH, List.of("c")).build());
        assertThat(effective.get(Fields.SEARCH_PATH)).containsExactly("c");
    }

    @Test
    void labelsMergeByKey() {
        var effective =
                over(
                        policy().put(Fields.POD_LABELS, Map.of("a", "1", "b", "1")).build(),
                        policy().put(Fields.POD_LABELS, Map.of("b", "2")).build());
        assertThat(effective.get(Fields.POD_LABELS)).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void aStrongerLoginOfAnotherKindReplaces() {
        var file = new Login.UrlFile("/vault/secrets/url", "vault-secrets");
        var effective = over(policy().put(Fields.DATABASE_URL_FILE, file).build());
        assertThat(effective.strongest(Fields.LOGINS)).hasValue(file);
        assertThat(over().strongest(Fields.LOGINS))
                .hasValue(new Login.Url(new KeyRef("db-credentials", "database-url")));
    }
}
