package io.migrate.webhook.cli;

import io.migrate.webhook.admission.ClientPolicy;
import io.migrate.webhook.tls.AuthorizedClients;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The options for the clients that may send reviews.
final class ClientOptions {
    @Option(
            names = "--client-ca-file",
            paramLabel = "FILE",
            description =
                    "certificates of authorities, as PEM; reviews are answered only to clients with"
                        + " a certificate that one of them signed. The file is read every second"
                        + " (default: reviews of any client are answered)")
    private Path authorities;

    @Option(
            names = "--client-mode",
            paramLabel = "MODE",
            defaultValue = "enforce",
            description =
                    "with --client-ca-file, enforce or report; with report, reviews of other"
                            + " clients are answered too, and the log says which would be refused"
                            + " (default: ${DEFAULT-VALUE})")
    private Mode mode;

    @Option(
            names = "--client-name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "with --client-ca-file, the common names or subject alternative names of which"
                            + " a client's certificate must have one (default: any)")
    private List<String> names = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /// What happens to reviews of other clients.
    enum Mode {
        ENFORCE,
        REPORT;

        private ClientPolicy.Decision decide(Optional<String> refusal) {
            if (refusal.isEmpty()) {
                return new ClientPolicy.Decision.Admitted();
            }
            return switch (this) {
                case ENFORCE -> new ClientPolicy.Decision.Refused(refusal.get());
                case REPORT -> new ClientPolicy.Decision.Reported(refusal.get());
            };
        }
    }

    /// Returns what the server does with other clients than these.
    ClientPolicy policy(AuthorizedClients clients) {
        return chain -> mode.decide(clients.refusal(chain));
    }

    /// Returns the clients that may send reviews; empty if everybody may.
    Optional<AuthorizedClients> clients() {
        if (authorities == null && !names.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--client-name has no effect without --client-ca-file; specify both");
        }
        return Optional.ofNullable(authorities)
                .map(file -> new AuthorizedClients(file, Set.copyOf(names), Clock.systemUTC()));
    }
}
