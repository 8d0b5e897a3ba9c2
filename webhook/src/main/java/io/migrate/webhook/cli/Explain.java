package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.render.ExplainJson;
import io.migrate.webhook.render.ExplainText;
import io.migrate.webhook.render.ExplainedObject;
import io.migrate.webhook.workload.WorkloadChecker;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/// `explain`: what the webhook would do with a Pod, and why.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Explains what the webhook does with each Pod and workload: whether it asks for a"
                    + " migration, under which policy, every setting with its value and origin,"
                    + " what is injected where and why, which Secrets each container can read, and"
                    + " the patch.",
            "",
            "Nothing is changed. Objects of other kinds are ignored."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is refused",
            "1:an object is refused; all reasons are printed",
            "2:invalid usage, or a file or policy that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook explain -f deployment.yaml --policy policies/ -n shop",
            "  kubectl get deployment api -o yaml | migrate-webhook explain -f -",
            "  migrate-webhook explain -f pod.yaml -o json | jq '.pods[].patch'"
        })
final class Explain implements Callable<Integer> {
    @Mixin private WorkloadInput input;
    @Mixin private OutputFormat format;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var console = new Console(spec);
        return input.with(console, (documents, policies) -> explain(documents, policies, console));
    }

    private int explain(List<Document> documents, Policies policies, Console console) {
        documents.stream().flatMap(LocatedObject::passedBy).forEach(console::warn);
        List<ExplainedObject> all =
                documents.stream()
                        .flatMap(LocatedObject::in)
                        .map(each -> explain(each, policies))
                        .toList();
        if (all.isEmpty()) {
            console.warn("no Pods or workloads found");
        }
        int written =
                console.write(
                        format.choose(
                                () -> new ExplainText(console.style()).write(all),
                                () -> ExplainJson.write(all)));
        return all.stream().anyMatch(ExplainedObject::isRefused) ? ExitCode.SOFTWARE : written;
    }

    private ExplainedObject explain(LocatedObject found, Policies policies) {
        var namespace = input.namespace(found);
        return new ExplainedObject(
                found,
                namespace.name(),
                WorkloadChecker.check(found.subject(), namespace, policies));
    }
}
