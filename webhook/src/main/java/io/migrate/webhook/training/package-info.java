/// What the training run of the AOT cache needs in place of a cluster.
package io.migrate.webhook.training;
