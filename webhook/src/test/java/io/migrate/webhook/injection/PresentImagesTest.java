package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// The images of injected containers that a Pod brings along, or that a mirror has rewritten,
/// against the constraints of the ClusterMigrationPolicy.
class PresentImagesTest {
    private static final String ANY = "{}";

    private static final String LIMITED =
            """
            constraints:
              migratorImages: ["ghcr.io/migrate-io/*", "mirror.corp:5000/*"]
              sourceImages: ["registry.corp/*"]
            imageVolumes: IfSupported
            """;

    private static final String CONTAINER =
            "source: {type: Container, container: {name: api, path: /sql, copyMethod: Injected}}";

    private static final String IMAGE =
            "source: {type: Image, image: {reference: \"registry.corp/sql:7\", path: /sql,"
                    + " copyMethod: %s}}";

    @ParameterizedTest
    @CsvSource({
        "migrate-default,        evil.example/x/migrator:steals",
        "migrate-default,        ghcr.io.evil.example/migrate-io/migrator:1",
        "migrate-default,        GHCR.IO/migrate-io/migrator:1",
        "migrate-default,        migrator:1.2.3",
        "migrate-default,        ghcr.io/migrate-io/../evil/migrator:1",
        "migrate-default,        ghcr.io//migrate-io/migrator:1",
        "migrate-copier-default, evil.example/x/migrator:steals",
    })
    void theMigratorsImageIsLimited(String container, String image) {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        Engine.initContainer(seen, container).put("image", image);

        assertThat(refusal(seen, policies))
                .isEqualTo(
                        "spec.initContainers: image \"%s\" of %s is not allowed by constraints.migratorImages in the ClusterMigrationPolicy, which allows ghcr.io/migrate-io/*, mirror.corp:5000/*; if a mirror has set it, allow it there"
                                .formatted(image, container));
        // The negative control: without patterns, registries are not compared.
        assertThat(Engine.inject(seen, Engine.policy(ANY, CONTAINER)).patch()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate-default", "migrate-copier-default"})
    void aMirrorThatIsAllowedIsKept(String container) {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        Engine.initContainer(seen, container)
                .put("image", "mirror.corp:5000/ghcr.io/migrate-io/migrator:1.2.3");

        assertThat(Engine.inject(seen, policies).patch()).isEmpty();
    }

    @Test
    void anImageWithAnotherNameIsReplacedAsBefore() {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode injected = Engine.inject(pod(), policies).pod();
        ObjectNode seen = injected.deepCopy();
        Engine.initContainer(seen, "migrate-default").put("image", "evil.example/other:1");

        assertThat(Engine.inject(seen, policies).pod().path("spec"))
                .isEqualTo(injected.path("spec"));
    }

    /// A mirror's image and a plugin's pull policy stay if the rest is replaced; another image does
    /// not.
    @Test
    void aContainerThatIsReplacedKeepsTheImageOfAMirror() {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode injected = Engine.inject(pod(), policies).pod();
        ObjectNode seen = injected.deepCopy();
        ObjectNode migrator = Engine.initContainer(seen, "migrate-default");
        migrator.put("image", "mirror.corp:5000/migrator:1").put("imagePullPolicy", "Always");
        ObjectNode intended = migrator.deepCopy();
        migrator.putArray("args").add("--help");

        ObjectNode again = Engine.inject(seen, policies).pod();
        assertThat(Engine.initContainer(again, "migrate-default")).isEqualTo(intended);

        migrator.put("image", "evil.example/x/migrator:1");
        assertThat(refusal(seen, policies)).contains("constraints.migratorImages");

        migrator.put("image", "evil.example/other:1").put("imagePullPolicy", "Never");
        again = Engine.inject(seen, policies).pod();
        assertThat(again.path("spec")).isEqualTo(injected.path("spec"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example/sql:7", "registry.corp/../evil/sql:7", "sql:7"})
    void theImageOfASourceIsLimited(String image) {
        Policies policies = Engine.policy(LIMITED, IMAGE.formatted("Image"));
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        Engine.initContainer(seen, "migrate-files-default").put("image", image);

        assertThat(refusal(seen, policies))
                .isEqualTo(
                        "spec.initContainers: image \"%s\" of migrate-files-default is not allowed by constraints.sourceImages in the ClusterMigrationPolicy, which allows registry.corp/*; if a mirror has set it, allow it there"
                                .formatted(image));
        Engine.initContainer(seen, "migrate-files-default")
                .put("image", "registry.corp/mirror/sql:7");
        assertThat(Engine.inject(seen, policies).patch()).isEmpty();
    }

    @Test
    void theImageOfAVolumeIsLimited() {
        Policies policies =
                Engine.policy(LIMITED, IMAGE.formatted("ImageVolume"))
                        .on(new ImageVolumeSupport.Supported());
        ObjectNode injected = Engine.inject(pod(), policies).pod();
        ObjectNode seen = injected.deepCopy();
        ObjectNode image = Engine.volume(seen, "migrate-files-default").withObject("/image");
        image.put("reference", "evil.example/sql:7").put("pullPolicy", "Always");

        assertThat(refusal(seen, policies))
                .startsWith(
                        "spec.volumes: image \"evil.example/sql:7\" of migrate-files-default is not"
                                + " allowed by constraints.sourceImages");

        image.put("reference", "registry.corp/mirror/sql:7");
        assertThat(Engine.inject(seen, policies).patch()).isEmpty();

        image.put("reference", "registry.corp/other:7");
        assertThat(Engine.inject(seen, policies).pod().path("spec"))
                .isEqualTo(injected.path("spec"));
    }

    /// Migrations may be copied from the Pod's own images, so the copying container may have them.
    @Test
    void theApplicationsImageIsNotLimitedIfAMirrorRewritesBoth() {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        String image = "mirror.corp:5000/registry.example.com/shop/api:1.4.0";
        Engine.initContainer(seen, "migrate-files-default").put("image", image);

        assertThat(refusal(seen, policies)).contains("constraints.sourceImages");

        Engine.named(seen.at("/spec/containers"), "api").put("image", image);
        assertThat(Engine.inject(seen, policies).patch()).isEmpty();
    }

    @Test
    void aConstraintThatAllowsNothingSaysSo() {
        Policies policies = Engine.policy("constraints: {sourceImages: []}", CONTAINER);
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        Engine.initContainer(seen, "migrate-files-default").put("image", "evil.example/api:1");

        assertThat(refusal(seen, policies)).contains("which allows none; ");
    }

    /// Names that look like the allowed registry, or that leave it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.corp.evil/x",
                "registry.corp-evil/x",
                "REGISTRY.CORP/x",
                "registry.corp:5000/x",
                "evil/registry.corp/x",
                "registry.corp",
                "registry.corp/",
                "registry.corp//x",
                "registry.corp/./x",
                "registry.corp/../evil/x",
                "registry.corp/x/..",
                "registry.corp/x/../../evil/x",
                "registry.corp/.x",
                "registry.corp/X",
                "registry.corp/x:",
                "registry.corp/x:..",
                "registry.corp/x@sha256:00",
                "registry.corp/x@evil.example/y",
                "registry.corp/x\nevil.example/y",
                " registry.corp/x",
                "registry.corp/x?y",
                "registry.corp/%2e%2e/x",
                "http://registry.corp/x"
            })
    void anImageOfAnotherRegistryIsRefused(String image) {
        Policies policies =
                Engine.policy(
                        "constraints: {sourceImages: [\"registry.corp/*\"]}",
                        "annotationOverrides: [source]");
        assertThat(sourceIn(image, policies)).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.corp/x",
                "registry.corp/team/x.y_z--a:1.2-B_c",
                "registry.corp/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void anImageOfTheRegistryIsAccepted(String image) {
        Policies policies =
                Engine.policy(
                        "constraints: {sourceImages: [\"registry.corp/*\"]}",
                        "annotationOverrides: [source]");
        assertThat(sourceIn(image, policies)).isInstanceOf(Verdict.Injected.class);
    }

    private static Verdict sourceIn(String image, Policies policies) {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations"))
                .put("migrate.io/source", "image/" + image + ":/sql");
        return Injector.inject(pod, Namespace.named(Case.NAMESPACE), policies);
    }

    @Test
    void everyPolicyOfThePodIsChecked() {
        Policies policies = Engine.policy(LIMITED, CONTAINER);
        ObjectNode seen = Engine.inject(pod(), policies).pod();
        for (String name :
                List.of(
                        Names.migrator("default"),
                        Names.copier("default"),
                        Names.files("default"))) {
            ObjectNode container = Engine.initContainer(seen, name);
            container.put(
                    "image",
                    "evil.example/" + container.path("image").asText().replaceAll(".*/", ""));
        }

        assertThat(refusal(seen, policies).lines()).hasSize(3);
    }

    private static ObjectNode pod() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations")).remove("migrate.io/source");
        return pod;
    }

    private static String refusal(ObjectNode pod, Policies policies) {
        return switch (Injector.inject(pod, Namespace.named(Case.NAMESPACE), policies)) {
            case Verdict.Refused refused -> {
                assertThat(refused.reason()).isEqualTo(Reason.POLICY);
                yield refused.message();
            }
            case Verdict.Injected injected -> throw new AssertionError(injected.patch().toString());
            case Verdict.Untouched untouched -> throw new AssertionError(untouched.toString());
        };
    }
}
