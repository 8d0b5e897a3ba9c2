package io.migrate.webhook.cli;

import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.record.Uninjector;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `uninject`: restores manifests as they were before injection.
@Command(
        name = "uninject",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Removes from manifests what inject or the webhook added, and nothing else.",
            "",
            "The annotation migrate.io/status records what was added; it is used only as far as the"
                    + " Pod agrees with it. Pods without the annotation and objects of other kinds"
                    + " are written unchanged. YAML comments and anchors are lost."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:a status annotation is invalid or belongs to another Pod: the Pod is named on"
                    + " standard error, and no manifests are written",
            "2:invalid usage, or a file that cannot be read"
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
        return console.with(input.read(), documents -> uninject(documents, console));
    }

    private int uninject(List<Document> documents, Console console) {
        List<String> refusals =
                documents.stream()
                        .flatMap(LocatedObject::in)
                        .flatMap(each -> uninject(each).stream())
                        .toList();
        return output.write(documents, refusals, console);
    }

    private static Optional<String> uninject(LocatedObject found) {
        return switch (Uninjector.uninject(found.subject().pod())) {
            case Uninjector.Result.Untouched() -> Optional.empty();
            case Uninjector.Result.Restored(var pod) -> {
                found.replacePod(pod);
                yield Optional.empty();
            }
            case Uninjector.Result.Unknown(var problem) ->
                    Optional.of(found.title() + ": " + problem);
        };
    }
}
