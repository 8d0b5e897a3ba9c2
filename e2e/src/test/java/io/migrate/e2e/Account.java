package io.migrate.e2e;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A ServiceAccount with its own token.
///
/// @param client a client with the rights of the account
record Account(KubernetesClient client) implements AutoCloseable {
    static Account of(KubernetesClient admin, String namespace, String name) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(admin.getConfiguration().getMasterUrl())
                        .withCaCertData(admin.getConfiguration().getCaCertData())
                        .withCaCertFile(admin.getConfiguration().getCaCertFile())
                        .withOauthToken(token(admin, namespace, name))
                        .build();
        return new Account(new KubernetesClientBuilder().withConfig(config).build());
    }

    /// The observer's account, with the rights that the manifests give it.
    static Account observer(Cluster cluster) throws IOException {
        Installation.observer(cluster);
        return of(cluster.client(), Installation.NAMESPACE, "migrate-io-observer");
    }

    /// The webhook's account, with the rights that the manifests give it.
    static Account webhook(Cluster cluster) throws IOException {
        Installation.webhook(cluster);
        return of(cluster.client(), Installation.NAMESPACE, "migrate-io-webhook");
    }

    private static String token(KubernetesClient admin, String namespace, String name) {
        return admin.serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
    }

    /// Returns a kubeconfig for the ServiceAccount.
    static String kubeconfig(KubernetesClient admin, String namespace, String name) {
        Config config = admin.getConfiguration();
        return """
        apiVersion: v1
        kind: Config
        current-context: account
        clusters: [{name: local, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        users: [{name: account, user: {token: "%s"}}]
        contexts: [{name: account, context: {cluster: local, user: account}}]
        """
                .formatted(config.getMasterUrl(), caOf(config), token(admin, namespace, name));
    }

    private static String caOf(Config config) {
        if (config.getCaCertData() != null) {
            return config.getCaCertData();
        }
        try {
            return Base64.getEncoder()
                    .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns its rights in a namespace, each as `verb group/resource/name`.
    Set<String> rights(String namespace) {
        var status =
                client.resource(
                                new SelfSubjectRulesReviewBuilder()
                                        .withNewSpec()
                                        .withNamespace(namespace)
                                        .endSpec()
                                        .build())
                        .create()
                        .getStatus();
        if (status.getIncomplete()) {
            throw new AssertionError(
                    "the list of rules is incomplete: " + status.getEvaluationError());
        }
        return status.getResourceRules().stream()
                .flatMap(Account::flat)
                .collect(Collectors.toSet());
    }

    private static Stream<String> flat(ResourceRule rule) {
        List<String> names =
                rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
        return rule.getVerbs().stream()
                .flatMap(verb ->
                        rule.getApiGroups().stream()
                                .map(group -> verb + " " + (group.isEmpty() ? "" : group + "/")))
                .flatMap(start -> rule.getResources().stream().map(each -> start + each))
                .flatMap(start ->
                        names.stream().map(name -> name.isEmpty() ? start : start + "/" + name));
    }

    @Override
    public void close() {
        client.close();
    }
}
