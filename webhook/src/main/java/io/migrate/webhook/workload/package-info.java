/// Checks of objects with a Pod template when they are applied: the engine of `injection` on their
/// templates, and checks that need the whole object. They are pure functions, too. {@link
/// WorkloadChecker} and {@link WorkloadDecision} are the entry points.
package io.migrate.webhook.workload;
