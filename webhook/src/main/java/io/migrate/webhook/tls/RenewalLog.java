package io.migrate.webhook.tls;

import io.migrate.certs.Authorities;
import io.migrate.certs.Leaf;
import io.migrate.certs.Renewal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what [ClusterCertificate] does; for one thread. A failure that persists is logged once.
final class RenewalLog {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCertificate.class);

    private final String secret;
    private volatile String failure = "";

    /// @param secret `NAMESPACE/NAME` of the Secret with the authority
    RenewalLog(String secret) {
        this.secret = secret;
    }

    void authorityStored(Renewal.Reason reason, Authorities authorities) {
        var line =
                switch (reason) {
                    case Renewal.Reason.Created(var problem) ->
                            LOG.atWarn().addKeyValue("reason", problem.sentence());
                    case Renewal.Reason.NextPublished _ ->
                            LOG.atInfo().addKeyValue("reason", "next generation published");
                    case Renewal.Reason.NextPromoted _ ->
                            LOG.atInfo().addKeyValue("reason", "next generation now signs");
                    case Renewal.Reason.BundleUpdated _ ->
                            LOG.atInfo().addKeyValue("reason", "bundle updated");
                };
        line.addKeyValue("signing", authorities.signing())
                .addKeyValue("secret", secret)
                .log("authority stored");
    }

    void leafSigned(Renewal.Cause cause, Leaf leaf) {
        LOG.atInfo().addKeyValue("cause", cause).addKeyValue("leaf", leaf).log("certificate");
    }

    void bundleWritten(String configuration) {
        LOG.atInfo().addKeyValue("configuration", configuration).log("caBundle written");
    }

    void requestFailed(String reason) {
        if (!reason.equals(failure)) {
            failure = reason;
            LOG.atWarn().addKeyValue("reason", reason).log("API server request failed");
        }
    }

    void requestsSucceeded() {
        failure = "";
    }

    /// Why requests to the API server fail; empty if they succeed.
    String failure() {
        return failure;
    }
}
