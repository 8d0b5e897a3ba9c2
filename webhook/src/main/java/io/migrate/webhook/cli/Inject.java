package io.migrate.webhook.cli;

import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.workload.WorkloadChecker;
import io.migrate.webhook.workload.WorkloadReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `inject`: does to manifests what the webhook does to Pods.
@Command(
        name = "inject",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Injects the migration into manifests, as the webhook injects it into Pods.",
            "",
            "Pods, Deployments, StatefulSets, DaemonSets, ReplicaSets, ReplicationControllers,"
                    + " Jobs, CronJobs and custom resources with Pod templates, such as Rollouts,"
                    + " are injected if their Pods are annotated;"
                    + " everything else is written unchanged. YAML comments and anchors are lost."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success; warnings are written to standard error",
            "1:a Pod is refused: all reasons are written to standard error, and no manifests are"
                    + " written",
            "2:invalid usage, or a file or policy that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook inject -f deployment.yaml | kubectl apply -f -",
            "  migrate-webhook inject -f app.yaml --policy policies/ -n shop",
            "  kustomize build . | migrate-webhook inject -f - | kubectl diff -f -"
        })
final class Inject implements Callable<Integer> {
    @Mixin private WorkloadInput input;
    @Mixin private ManifestOutput output;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var console = new Console(spec);
        return input.with(console, (documents, policies) -> inject(documents, policies, console));
    }

    private int inject(List<Document> documents, Policies policies, Console console) {
        var refusals = new ArrayList<String>();
        documents.stream().flatMap(LocatedObject::passedBy).forEach(console::warn);
        documents.stream()
                .flatMap(LocatedObject::in)
                .forEach(each -> inject(each, policies, refusals, console));
        return output.write(documents, refusals, console);
    }

    private void inject(
            LocatedObject found, Policies policies, List<String> refusals, Console console) {
        WorkloadReport report =
                WorkloadChecker.check(found.subject(), input.namespace(found), policies);
        report.warnings().forEach(each -> console.warn(found.title() + ": " + each));
        report.problems().forEach(each -> refusals.add(found.title() + ": " + each));
        switch (report.decision().verdict()) {
            case Verdict.Injected injected when found.isInjectable() ->
                    found.replacePod(injected.pod());
            case Verdict.Injected _, Verdict.Untouched _, Verdict.Refused _ -> {}
        }
    }
}
