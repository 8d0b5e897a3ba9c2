/// Objects that Pods are made from, looked at when they are applied: the engine of `injection` on
/// their templates, and what only such an object can know. Pure as that is. {@link WorkloadChecker}
/// and {@link WorkloadDecision} are the doors.
package io.migrate.webhook.workload;
