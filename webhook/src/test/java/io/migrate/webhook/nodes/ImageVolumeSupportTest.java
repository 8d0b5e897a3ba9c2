package io.migrate.webhook.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// The decision by versions, as clouds and distributions write them.
class ImageVolumeSupportTest {
    private static final String SERVER = "v1.36.1";

    private static NodeVersions node(String name, String kubelet, String runtime) {
        return new NodeVersions(name, "linux", kubelet, runtime);
    }

    private static ImageVolumeSupport of(NodeVersions... nodes) {
        return ImageVolumeSupport.of(SERVER, List.of(nodes));
    }

    @ParameterizedTest
    @CsvSource({
        "v1.36.0,               containerd://2.2.0",
        "v1.36.2-gke.1034000,   containerd://2.2.1",
        "v1.36.1+k3s1,          containerd://2.2.1-k3s1",
        "v1.36.1-eks-1a2b3c4,   containerd://2.2.2+bottlerocket",
        "v1.37.2,               containerd://v2.3.7",
        "v1.40.0,               containerd://2.10.0",
        "v2.0.0,                containerd://3.0.0",
        "v1.36.0,               cri-o://1.33.0",
        "v1.36.4,               cri-o://1.36.1-2.rhaos4.23.git1234567.el9",
    })
    void isSupported(String kubelet, String runtime) {
        assertThat(of(node("a", kubelet, runtime))).isEqualTo(new ImageVolumeSupport.Supported());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1.35.9 | containerd://2.2.0 | Node a runs kubelet v1.35.9, and image volumes need"
                        + " 1.36",
                "v1.9.0 | containerd://2.2.0 | Node a runs kubelet v1.9.0, and image volumes need"
                        + " 1.36",
                "'' | '' | Node a runs kubelet of an unknown version, and image volumes need 1.36",
                "unknown | containerd://2.2.0 | Node a runs kubelet unknown, and image volumes need"
                        + " 1.36",
                "v1.36.0 | containerd://2.1.6+bottlerocket | Node a runs containerd"
                        + " 2.1.6+bottlerocket, and image volumes need 2.2",
                "v1.36.0 | containerd://1.7.27 | Node a runs containerd 1.7.27, and image volumes"
                        + " need 2.2",
                "v1.36.0 | containerd:// | Node a runs containerd of an unknown version, and image"
                        + " volumes need 2.2",
                "v1.36.0 | cri-o://1.32.9 | Node a runs cri-o 1.32.9, and image volumes need 1.33",
                "v1.36.0 | docker://29.1.0 | Node a runs the container runtime docker://29.1.0,"
                        + " which is not known to support image volumes",
                "v1.36.0 | containerd | Node a runs the container runtime containerd, which is not"
                        + " known to support image volumes",
                "v1.36.0 | '' | Node a runs the container runtime of an unknown version, which is"
                        + " not known to support image volumes",
            })
    void isUnsupported(String kubelet, String runtime, String reason) {
        assertThat(of(node("a", kubelet, runtime)))
                .isEqualTo(new ImageVolumeSupport.Unsupported(reason));
    }

    @Test
    void theOldestNodeDecides() {
        var supported = node("b", "v1.36.1", "containerd://2.2.0");
        assertThat(of(supported, node("a", "v1.36.1", "cri-o://1.33.0"), supported).obstacle())
                .isEmpty();
        assertThat(
                        of(
                                        supported,
                                        node("d", "v1.34.0", "containerd://1.7.0"),
                                        node("c", "v1.36.1", "containerd://2.1.0"))
                                .obstacle())
                .contains(
                        "Node c runs containerd 2.1.0, and image volumes need 2.2; 2 Nodes are too"
                                + " old in all");
    }

    /// The migrator runs on Linux only.
    @Test
    void nodesOfWindowsDoNotCount() {
        var windows = new NodeVersions("w", "windows", "v1.35.0", "containerd://1.7.0");
        assertThat(of(windows, node("a", "v1.36.1", "containerd://2.2.0")).obstacle()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.35.7", "", "next", "v1"})
    void theApiServerMustBeNewToo(String server) {
        var node = node("a", "v1.36.1", "containerd://2.2.0");
        assertThat(ImageVolumeSupport.of(server, List.of(node)))
                .isInstanceOf(ImageVolumeSupport.Unsupported.class);
    }

    @Test
    void withoutNodesNothingIsKnown() {
        assertThat(of()).isInstanceOf(ImageVolumeSupport.Unknown.class);
    }
}
