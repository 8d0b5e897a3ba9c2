package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.record.Uninjector;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `uninject`: the manifests as they were before.
@Command(
        name = "uninject",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Takes off manifests what inject or the webhook put on them, and nothing else.",
            "",
            "The annotation migrate.io/status tells what that is; it is believed only where the"
                    + " Pod shows the same. Pods without it and objects of other kinds pass"
                    + " through as they are. Comments and anchors of YAML are lost."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a status is broken or another Pod's: it is named on standard error, nothing is"
                    + " written",
            "2:wrong usage, or a file that cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook uninject -f injected.yaml > original.yaml",
            "  kubectl get pod api -o yaml | migrate-webhook uninject -f -"
        })
final class Uninject implements Callable<Integer> {
    @Mixin private ManifestInput input;
    @Mixin private ManifestOutput output;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        var console = new Console(spec);
        return switch (input.read()) {
            case ManifestInput.Result.Broken(var problems) -> console.broken(problems);
            case ManifestInput.Result.Read(var documents) -> uninject(documents, console);
        };
    }

    private int uninject(List<Document> documents, Console console) {
        List<String> refusals =
                documents.stream()
                        .flatMap(LocatedObject::in)
                        .flatMap(each -> uninject(each).stream())
                        .toList();
        refusals.forEach(console::say);
        return refusals.isEmpty() ? console.write(output.write(documents)) : ExitCode.SOFTWARE;
    }

    private static Optional<String> uninject(LocatedObject found) {
        return switch (Uninjector.uninject(found.subject().pod())) {
            case Uninjector.Result.Untouched() -> Optional.empty();
            case Uninjector.Result.Restored(var pod) -> {
                found.become(pod);
                yield Optional.empty();
            }
            case Uninjector.Result.Unknown(var problem) ->
                    Optional.of(found.title() + ": " + problem);
        };
    }
}
