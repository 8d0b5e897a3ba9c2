package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.PartialObjectMetadataList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Reads objects without spec and status, which API servers leave out on request
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches).
record Metadata(KubernetesClient client) {
    private static final long TIMEOUT_SECONDS = 30;

    /// Returns an object; empty if it does not exist.
    ///
    /// @param path from the root of the API
    /// @throws KubernetesClientException if the API server does not answer, or with another error
    Optional<PartialObjectMetadata> get(String path) {
        HttpResponse<String> response = call(path, "PartialObjectMetadata");
        return response.code() == 404
                ? Optional.empty()
                : Optional.of(read(response, PartialObjectMetadata.class));
    }

    /// Returns one page of a list.
    ///
    /// @throws KubernetesClientException if the API server does not answer, or with an error
    PartialObjectMetadataList list(String path, Map<String, String> query) {
        String parameters =
                query.entrySet().stream()
                        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        return read(
                call(path + "?" + parameters, "PartialObjectMetadataList"),
                PartialObjectMetadataList.class);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> call(String path, String as) {
        String server = client.getMasterUrl().toString().replaceFirst("/$", "");
        var request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(server + path)
                        .header("Accept", "application/json;as=%s;g=meta.k8s.io;v=v1".formatted(as))
                        .build();
        try {
            return client.getHttpClient()
                    .sendAsync(request, String.class)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException("cannot get " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted", e);
        }
    }

    private <T> T read(HttpResponse<String> response, Class<T> type) {
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(
                    "API server responded with status " + response.code(), response.code(), null);
        }
        return client.getKubernetesSerialization().unmarshal(response.body(), type);
    }
}
