package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.doctor.Diagnosis;
import io.migrate.webhook.doctor.Finding;
import io.migrate.webhook.render.DoctorJson;
import io.migrate.webhook.render.DoctorText;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `doctor`: what is wrong with an installation.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Tells what is wrong with the installation in a cluster, and what to do about it: the"
                    + " API server, custom resources, webhook configurations, certificates,"
                    + " replicas, endpoints, policies and the Secrets that they name, a Pod"
                    + " admitted for a trial, Pods that run without the migration they asked for.",
            "",
            "It reads with the rights of whoever calls it, and changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:something is wrong",
            "2:wrong usage",
            "3:there are warnings, or things that could not be looked at"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  migrate-webhook doctor",
            "  migrate-webhook doctor --context production --canary shop",
            "  migrate-webhook doctor -o json | jq '.findings[] | select(.severity == \"error\")'"
        })
public final class Doctor implements Callable<Integer> {
    private static final int DOUBTS = 3;

    private enum Form {
        TEXT,
        JSON
    }

    @Mixin private ClusterOptions cluster;
    @Mixin private BuiltInOptions builtIn;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "context of the kubeconfig (default: its current one)")
    private String context;

    @Option(
            names = "--canary",
            paramLabel = "NAMESPACE",
            description =
                    "where a Pod is admitted for a trial, as a dry run (default: the first"
                            + " namespace with a policy, else default)")
    private String canary;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people or json for machines (default: ${DEFAULT-VALUE})")
    private Form form;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var console = new Console(spec);
        var settings =
                new Diagnosis.Settings(
                        cluster.namespace(), Optional.ofNullable(canary), builtIn.layer());
        List<Finding> findings;
        try (KubernetesClient client = cluster.open(Optional.ofNullable(context))) {
            findings = Diagnosis.of(client, settings, Clock.systemUTC());
        }
        int written =
                console.write(
                        switch (form) {
                            case TEXT -> new DoctorText(console.style()).write(findings);
                            case JSON -> DoctorJson.write(findings);
                        });
        return written == 0 ? exit(findings) : written;
    }

    private static int exit(List<Finding> findings) {
        return switch (Finding.worst(findings)) {
            case OK -> 0;
            case UNKNOWN, WARNING -> DOUBTS;
            case ERROR -> 1;
        };
    }
}
