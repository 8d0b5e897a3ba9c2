package io.migrate.webhook.store;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.nodes.NodeVersions;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Client access to the Nodes.
public final class NodeResources {
    /// Page size of lists, kubectl's default.
    private static final long PAGE = 500;

    private NodeResources() {}

    /// Lists the versions of all Nodes, page by page: a Node is large, and its versions are not.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if they cannot be listed
    public static List<NodeVersions> versions(KubernetesClient client) {
        var versions = new ArrayList<NodeVersions>();
        String next = "";
        do {
            NodeList page = client.nodes().list(page(next));
            page.getItems().forEach(each -> versions.add(versions(each)));
            next = Objects.requireNonNullElse(page.getMetadata().getContinue(), "");
        } while (!next.isEmpty());
        return versions;
    }

    private static ListOptions page(String next) {
        var options = new ListOptionsBuilder().withLimit(PAGE);
        return next.isEmpty() ? options.build() : options.withContinue(next).build();
    }

    /// A Node that has just joined may report nothing yet; its versions are then empty.
    private static NodeVersions versions(Node node) {
        NodeSystemInfo info =
                Optional.ofNullable(node.getStatus())
                        .map(NodeStatus::getNodeInfo)
                        .orElseGet(NodeSystemInfo::new);
        return new NodeVersions(
                node.getMetadata().getName(),
                Objects.requireNonNullElse(info.getOperatingSystem(), ""),
                Objects.requireNonNullElse(info.getKubeletVersion(), ""),
                Objects.requireNonNullElse(info.getContainerRuntimeVersion(), ""));
    }
}
