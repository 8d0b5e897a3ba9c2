package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectiveField;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Image volumes where Nodes support them, and the copy that takes their place elsewhere.
class ImageVolumesTest {
    private static final String VOLUME =
            "source: {type: Container, container: {name: api, path: /sql, copyMethod:"
                    + " ImageVolume}}";

    private static final ImageVolumeSupport SUPPORTED = new ImageVolumeSupport.Supported();

    private static final ImageVolumeSupport UNSUPPORTED =
            new ImageVolumeSupport.Unsupported("Node a runs kubelet v1.35.0");

    private static final List<String> MOUNTED = List.of("migrate-default", "warm-up");

    private static final List<String> COPIED =
            List.of(
                    "migrate-copier-default",
                    "migrate-files-default",
                    "migrate-default",
                    "warm-up");

    private static Policies policies(String cluster, ImageVolumeSupport support) {
        return Engine.policy(cluster, VOLUME).on(support);
    }

    private static Policies allowed(ImageVolumeSupport support) {
        return policies("imageVolumes: IfSupported", support);
    }

    private static ObjectNode pod() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations")).remove("migrate.io/source");
        return pod;
    }

    private static List<String> initContainers(ObjectNode pod) {
        return PodView.elements(pod.at("/spec/initContainers")).stream()
                .map(PodView::name)
                .toList();
    }

    private static ObjectNode injected(ObjectNode pod, ImageVolumeSupport support) {
        Verdict.Injected injected = Engine.inject(pod, allowed(support));
        assertThat(injected.warnings()).isEmpty();
        return injected.pod();
    }

    @Test
    void theNodesDecide() {
        ObjectNode mounted = injected(pod(), SUPPORTED);
        assertThat(initContainers(mounted)).isEqualTo(MOUNTED);
        assertThat(Engine.volume(mounted, "migrate-files-default").has("image")).isTrue();

        ObjectNode copied = injected(pod(), UNSUPPORTED);
        assertThat(initContainers(copied)).isEqualTo(COPIED);
        assertThat(Engine.volume(copied, "migrate-files-default").has("emptyDir")).isTrue();
        assertThat(injected(pod(), new ImageVolumeSupport.Unknown("x"))).isEqualTo(copied);
    }

    /// Two replicas, or two calls for one Pod, may know different Nodes. What is left behind is a
    /// volume that nothing mounts.
    @Test
    void thePodFollowsADecisionThatChanges() {
        ObjectNode copied = injected(injected(pod(), SUPPORTED), UNSUPPORTED);
        assertThat(copied.at("/spec/initContainers"))
                .isEqualTo(injected(pod(), UNSUPPORTED).at("/spec/initContainers"));
        assertThat(Engine.volume(copied, "migrate-files-default").has("emptyDir")).isTrue();
        assertThat(Engine.volume(copied, "migrate-files-default").has("image")).isFalse();

        ObjectNode mounted = injected(injected(pod(), UNSUPPORTED), SUPPORTED);
        assertThat(mounted.at("/spec/initContainers"))
                .isEqualTo(injected(pod(), SUPPORTED).at("/spec/initContainers"));
        assertThat(Engine.volume(mounted, "migrate-files-default").has("emptyDir")).isFalse();
        assertThat(Engine.volume(mounted, "migrate-files-default").has("image")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "imageVolumes: Never"})
    void whatIsNotAllowedIsRefusedWhateverTheNodesSupport(String cluster) {
        for (var support : List.of(SUPPORTED, UNSUPPORTED)) {
            assertThat(
                            Injector.inject(
                                    pod(),
                                    Namespace.named(Case.NAMESPACE),
                                    policies(cluster, support)))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused ->
                                    assertThat(refused.message())
                                            .contains("requires imageVolumes: IfSupported"));
        }
    }

    @Test
    void theCopierRemainsTheDefault() {
        Policies policies =
                Engine.policy(
                                "imageVolumes: IfSupported",
                                "source: {type: Container, container: {name: api, path: /sql}}")
                        .on(SUPPORTED);
        assertThat(initContainers(Engine.inject(pod(), policies).pod()))
                .containsExactly("migrate-files-default", "migrate-default", "warm-up");
    }

    /// It is the only line about it: the policy says itself that the volume may not be used.
    @Test
    void explainSaysWhy() {
        assertThat(copyMethod(UNSUPPORTED))
                .isEqualTo("injected, instead of ImageVolume: Node a runs kubelet v1.35.0");
        assertThat(copyMethod(SUPPORTED)).isEqualTo("image-volume, policy default");
    }

    private static String copyMethod(ImageVolumeSupport support) {
        var decision = Injector.decide(pod(), Namespace.named(Case.NAMESPACE), allowed(support));
        return EffectiveField.of(decision.policies().getFirst()).stream()
                .filter(each -> each.name().equals("source.container.copyMethod"))
                .map(each -> each.value().orElseThrow() + ", " + each.origin())
                .findFirst()
                .orElseThrow();
    }
}
