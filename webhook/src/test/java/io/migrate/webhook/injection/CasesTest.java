package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;

/// Every case folder through the engine. `-Drefresh` rewrites the expectations: read the diff.
class CasesTest {
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

    private static void check(Case each, String file, String actual) throws IOException {
        if (System.getProperty("refresh") != null) {
            each.refresh(file, actual);
        }
        assertThat(actual).as("%s of case %s", file, each).isEqualTo(each.text(file).orElse(""));
    }
}
