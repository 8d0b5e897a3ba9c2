package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.Fields;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Every case folder through the engine. `-Drefresh` rewrites the expectations: read the diff.
///
/// Failure classes of the field, and the folders that stand for them: 1 (no network, because a mesh
/// came first: `istio-*`, `linkerd-*`, `vault-*`, `cloud-sql-*`), 9 and 11 (what Pod Security,
/// quota and scheduler see: `qos-*`, `user-*`, `restricted-*`), 10 (limits on every container:
/// all), 14 (missing, null and empty parents: `*-parents`, `labels-*-parent`), 15 (labels:
/// `labels-*`), 16 (the wrong container: `source-second-container`, `application-*`), 18
/// (annotations as an attack: `annotation-*`, `policy-annotation-*`, `values-are-not-expanded`), 31
/// (people cannot see what happens: every `refused.txt` and `warnings.txt`).
class CasesTest {
    private static final List<String> CASE_FILES =
            List.of("pod.yaml", "expected.yaml", "refused.txt", "warnings.txt", "nodes.txt");

    static List<Case> cases() throws IOException {
        return Case.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comesOutAsExpected(Case each) throws IOException {
        ObjectNode original = each.pod();
        ObjectNode sent = original.deepCopy();
        Verdict verdict = Injector.inject(sent, Namespace.named(Case.NAMESPACE), each.policies());

        assertThat(sent).as("the tree that was sent").isEqualTo(original);
        String expected =
                switch (verdict) {
                    case Verdict.Injected injected -> Case.yaml(injected.pod());
                    case Verdict.Untouched _ -> Case.yaml(original);
                    case Verdict.Refused _ -> "";
                };
        String refused = verdict instanceof Verdict.Refused r ? r.message() + "\n" : "";
        List<String> warnings =
                switch (verdict) {
                    case Verdict.Injected injected -> injected.warnings();
                    case Verdict.Untouched(_, var w) -> w;
                    case Verdict.Refused _ -> List.of();
                };
        check(each, "expected.yaml", expected);
        check(each, "refused.txt", refused);
        check(each, "warnings.txt", warnings.isEmpty() ? "" : String.join("\n", warnings) + "\n");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSecondTimeChangesNothing(Case each) throws IOException {
        Policies policies = each.policies();
        if (Injector.inject(each.pod(), Namespace.named(Case.NAMESPACE), policies)
                instanceof Verdict.Injected first) {
            assertThat(Injector.inject(first.pod(), Namespace.named(Case.NAMESPACE), policies))
                    .isInstanceOfSatisfying(
                            Verdict.Injected.class,
                            second -> assertThat(second.patch()).as("patch").isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePatchGivesThePod(Case each) throws IOException {
        if (Injector.inject(each.pod(), Namespace.named(Case.NAMESPACE), each.policies())
                instanceof Verdict.Injected injected) {
            assertThat(JsonPatch.apply(injected.patch(), each.pod())).isEqualTo(injected.pod());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void holdsNothingThatIsNotRead(Case each) throws IOException {
        try (var files = Files.list(each.folder())) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!CASE_FILES.contains(name)) {
                    assertThat(name).endsWith(".yaml");
                    assertThat(Case.YAML.readTree(file.toFile()).path("apiVersion").asText())
                            .as("%s of case %s", name, each)
                            .startsWith(Fields.PREFIX);
                }
            }
        }
        assertThat(each.text("expected.yaml").isPresent())
                .as("either expected or refused: case %s", each)
                .isNotEqualTo(each.text("refused.txt").isPresent());
    }

    @Test
    void thereAreEnoughOfThem() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(150);
    }

    private static void check(Case each, String file, String actual) throws IOException {
        if (System.getProperty("refresh") != null) {
            each.refresh(file, actual);
        }
        assertThat(actual).as("%s of case %s", file, each).isEqualTo(each.text(file).orElse(""));
    }
}
