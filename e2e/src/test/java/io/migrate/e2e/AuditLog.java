package io.migrate.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the ServiceAccounts of the installation ask of the API server, from its audit log
/// (https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/).
///
/// @param file one JSON object a line
record AuditLog(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORBIDDEN = 403;

    private static final String POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - {level: Metadata, userGroups: ["system:serviceaccounts:migrate-io-system"]}
              - {level: None}
            """;

    /// A request for a resource.
    ///
    /// @param right as in a rule of RBAC
    record Request(Right right, int status) {
        boolean isForbidden() {
            return status == FORBIDDEN;
        }
    }

    /// Creates the folder's policy file, and the log that an API server with these flags writes.
    static AuditLog in(Path work) throws IOException {
        Files.writeString(work.resolve("audit-policy.yaml"), POLICY);
        return new AuditLog(work.resolve("audit.log"));
    }

    /// The API server's flags, with their values.
    Map<String, String> flags() {
        return Map.of(
                "--audit-policy-file",
                file.resolveSibling("audit-policy.yaml").toString(),
                "--audit-log-path",
                file.toString());
    }

    /// The requests of an account for resources, in order. Discovery, which everybody may do, has
    /// no resource.
    List<Request> requests(String account) {
        String user = "system:serviceaccount:" + Installation.NAMESPACE + ":" + account;
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(AuditLog::parsed)
                    .filter(each -> each.at("/user/username").asText().equals(user))
                    .filter(each -> each.has("objectRef"))
                    .map(each ->
                            new Request(
                                    right(each.path("verb").asText(), each.path("objectRef")),
                                    each.at("/responseStatus/code").asInt()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Right right(String verb, JsonNode object) {
        String subresource = object.path("subresource").asText();
        return new Right(
                object.path("namespace").asText(),
                verb,
                object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("name").asText());
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
