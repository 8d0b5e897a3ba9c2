package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Authority;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Login;

import java.util.List;
import java.util.Optional;

/// How a migrator logs in, and the CA certificate that it trusts: variables and mounts of the
/// migrator, and volumes for it.
record DatabaseAccess(String policy, Login login, Optional<Authority> authority) {
    /// Folders that the migrator uses itself.
    private static final List<String> TAKEN =
            List.of(Names.MIGRATIONS, Names.CA_PATH, Names.TOKEN_PATH);

    /// The container name that Vault's injector gives its agent; its init container is
    /// `vault-agent-init`.
    private static final String VAULT = "vault-agent";

    static DatabaseAccess of(EffectivePolicy policy) {
        return new DatabaseAccess(
                policy.name(),
                policy.strongest(DatabaseFields.LOGINS).orElseThrow(),
                policy.strongest(DatabaseFields.AUTHORITIES));
    }

    void addVariables(ArrayNode env) {
        switch (login) {
            case Login.Url(var secret) -> env.add(EnvVars.fromSecret("DATABASE_URL", secret));
            case Login.UrlFile(var path, _) -> EnvVars.add(env, "DATABASE_URL_FILE", path);
            case Login.Connection(var host, var port, var database, var user, var password) -> {
                addPart(env, "PGHOST", host);
                addPart(env, "PGPORT", port);
                addPart(env, "PGDATABASE", database);
                addPart(env, "PGUSER", user);
                env.add(EnvVars.fromSecret("PGPASSWORD", password));
            }
        }
        authority.ifPresent(each -> {
            EnvVars.add(env, "PGSSLROOTCERT", Names.CA_PATH + "/" + each.key().key());
            // A CA certificate is set to be verified; an sslmode in the URL takes precedence.
            EnvVars.add(env, "PGSSLMODE", "verify-full");
        });
    }

    private static void addPart(ArrayNode env, String name, Login.Part part) {
        switch (part) {
            case Login.Part.Value(var text) -> EnvVars.add(env, name, text);
            case Login.Part.ConfigMap(var key) -> env.add(EnvVars.fromConfigMap(name, key));
            case Login.Part.Secret(var key) -> env.add(EnvVars.fromSecret(name, key));
        }
    }

    void addMounts(ArrayNode mounts) {
        if (login instanceof Login.UrlFile(var path, var volume)) {
            addMount(mounts, volume, path.substring(0, path.lastIndexOf('/')));
        }
        authority.ifPresent(_ -> addMount(mounts, Names.ca(policy), Names.CA_PATH));
    }

    /// The volume with the CA certificate and nothing else from its object.
    Optional<ObjectNode> volume() {
        return authority.map(each -> {
            ObjectNode volume = JsonNodeFactory.instance.objectNode().put("name", Names.ca(policy));
            ObjectNode source =
                    switch (each) {
                        case Authority.ConfigMap(var ref) ->
                                volume.putObject("configMap").put("name", ref.name());
                        case Authority.Secret(var ref) ->
                                volume.putObject("secret").put("secretName", ref.name());
                    };
            source.putArray("items")
                    .addObject()
                    .put("key", each.key().key())
                    .put("path", each.key().key());
            return volume;
        });
    }

    /// Checks for problems with the file of the URL.
    void check(PodView pod, Diagnostics diagnostics) {
        JsonNode volumes = pod.spec().path("volumes");
        if (login instanceof Login.UrlFile(var path, _)) {
            checkUrlFile(path, pod, diagnostics);
        }
        if (login instanceof Login.UrlFile(_, var volume)
                && PodView.indexOf(PodView.elements(volumes), volume) < 0) {
            diagnostics.warning(
                    "volume %s, which provides the database URL, does not exist in the Pod (yet)"
                            .formatted(volume));
        }
    }

    private static void checkUrlFile(String path, PodView pod, Diagnostics diagnostics) {
        TAKEN.stream()
                .filter(taken -> path.startsWith(taken + "/"))
                .forEach(taken ->
                        diagnostics.problem(
                                DatabaseFields.URL_FILE.name(),
                                "value \"%s\" is below %s, which the migrator uses itself; choose another folder"
                                        .formatted(path, taken)));
        boolean late =
                PodView.indexOf(pod.containers(), VAULT) >= 0
                        && pod.initContainers().stream()
                                .noneMatch(each -> PodView.name(each).startsWith(VAULT));
        if (late) {
            diagnostics.warning(
                    "container vault-agent starts only after the migration, which needs its file;"
                            + " enable its init container (agent-pre-populate)");
        }
    }

    private static void addMount(ArrayNode mounts, String volume, String path) {
        mounts.addObject().put("name", volume).put("mountPath", path).put("readOnly", true);
    }
}
