package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;

/// The right of the webhook's ServiceAccount to list Nodes.
final class NodesRight {
    private NodesRight() {}

    /// The question whether the account has the right.
    static SubjectAccessReview of(InstallationNames names) {
        String accounts = "system:serviceaccounts";
        return new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(
                        "system:serviceaccount:%s:%s"
                                .formatted(names.namespace(), InstallationNames.WEBHOOK))
                .withGroups(accounts, accounts + ":" + names.namespace(), "system:authenticated")
                .withNewResourceAttributes()
                .withVerb("list")
                .withResource("nodes")
                .endResourceAttributes()
                .endSpec()
                .build();
    }
}
