package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.doctor.Checks;
import io.migrate.webhook.doctor.Diagnosis;
import io.migrate.webhook.doctor.Finding;
import io.migrate.webhook.render.DoctorJson;
import io.migrate.webhook.render.DoctorText;

import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `doctor`: checks an installation.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        modelTransformer = Doctor.ListsChecks.class,
        description = {
            "Checks the installation in a cluster, and reports each problem with what to do about"
                    + " it.",
            "",
            "It reads with the permissions of the caller, and changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no problems",
            "1:errors: annotated Pods cannot start, or start without their migration",
            "2:invalid usage",
            "3:warnings, or something could not be checked"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook doctor",
            "  migrate-webhook doctor --context production --canary shop",
            "  migrate-webhook doctor -o json | jq '.findings[] | select(.severity == \"error\")'"
        })
public final class Doctor implements Callable<Integer> {
    private static final int WARNINGS = 3;

    /// Adds the list of checks to the help.
    static final class ListsChecks implements IModelTransformer {
        private static final String SECTION = "checks";

        @Override
        public CommandSpec transform(CommandSpec spec) {
            var usage = spec.usageMessage();
            usage.sectionMap()
                    .put(
                            SECTION,
                            help ->
                                    "%nChecks, in this order, verify that:%n".formatted()
                                            + help.createTextTable(checks())
                                            + "%nOptions:%n".formatted());
            var keys = new ArrayList<>(usage.sectionKeys());
            keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_DESCRIPTION) + 1, SECTION);
            usage.sectionKeys(keys);
            return spec;
        }

        private static Map<String, String> checks() {
            var checks = new LinkedHashMap<String, String>();
            Checks.descriptions()
                    .forEach((name, verifies) -> checks.put(name, verifies.replace("`", "")));
            return checks;
        }
    }

    @Mixin private ClusterOptions cluster;
    @Mixin private BuiltInOptions builtIn;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "context of the kubeconfig (default: its current context)")
    private String context;

    @Option(
            names = "--canary",
            paramLabel = "NAMESPACE",
            description =
                    "namespace in which to create a Pod as a dry run (default: the first namespace"
                            + " with a policy, else default)")
    private String canary;

    @Mixin private OutputFormat format;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var console = new Console(spec);
        var settings =
                new Diagnosis.Settings(
                        cluster.namespace(), Optional.ofNullable(canary), builtIn.layer());
        List<Finding> findings = findings(settings);
        int written =
                console.write(
                        format.choose(
                                () -> new DoctorText(console.style()).write(findings),
                                () -> DoctorJson.write(findings)));
        return written == 0 ? exit(findings) : written;
    }

    private List<Finding> findings(Diagnosis.Settings settings) throws IOException {
        try (KubernetesClient client = cluster.open(Optional.ofNullable(context))) {
            return Diagnosis.run(client, settings, Clock.systemUTC());
        }
    }

    private static int exit(List<Finding> findings) {
        return switch (Finding.worst(findings)) {
            case OK -> 0;
            case UNKNOWN, WARNING -> WARNINGS;
            case ERROR -> 1;
        };
    }
}
