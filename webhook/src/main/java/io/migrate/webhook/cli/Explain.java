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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/// `explain`: what would become of a Pod, and why.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Tells what the webhook makes of each Pod and workload: whether it asks for a"
                    + " migration, under which policy, every setting with its value and who set"
                    + " it, what goes where and why, which Secrets are seen, and the patch.",
            "",
            "Nothing is changed. Objects of other kinds are passed over."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is refused",
            "1:something is refused; all reasons are told",
            "2:wrong usage, or a file or policy that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook explain -f deployment.yaml --policy policies/ -n shop",
            "  kubectl get deployment api -o yaml | migrate-webhook explain -f -",
            "  migrate-webhook explain -f pod.yaml -o json | jq '.pods[].patch'"
        })
final class Explain implements Callable<Integer> {
    private enum Form {
        TEXT,
        JSON
    }

    @Mixin private ManifestInput input;
    @Mixin private PolicyOptions policyOptions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people or json for machines (default: ${DEFAULT-VALUE})")
    private Form form;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var console = new Console(spec);
        return switch (policyOptions.read()) {
            case PolicyOptions.Result.Broken(var problems) -> console.broken(problems);
            case PolicyOptions.Result.Read(var policies) ->
                    switch (input.read()) {
                        case ManifestInput.Result.Broken(var problems) -> console.broken(problems);
                        case ManifestInput.Result.Read(var documents) ->
                                explain(documents, policies, console);
                    };
        };
    }

    private int explain(List<Document> documents, Policies policies, Console console) {
        List<ExplainedObject> all =
                documents.stream()
                        .flatMap(LocatedObject::in)
                        .map(each -> explain(each, policies))
                        .toList();
        if (all.isEmpty()) {
            console.warn("there is no Pod and no workload here");
        }
        String text =
                switch (form) {
                    case TEXT -> new ExplainText(console.style()).write(all);
                    case JSON -> ExplainJson.write(all);
                };
        int written = console.write(text);
        return all.stream().anyMatch(ExplainedObject::isRefused) ? ExitCode.SOFTWARE : written;
    }

    private ExplainedObject explain(LocatedObject found, Policies policies) {
        var namespace = policyOptions.namespace(found);
        return new ExplainedObject(
                found,
                namespace.name(),
                WorkloadChecker.check(found.subject(), namespace, policies));
    }
}
