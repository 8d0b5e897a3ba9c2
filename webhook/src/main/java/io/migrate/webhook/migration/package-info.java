/// What became of the migrations of a Pod, and how that is told: pure functions of the Pod as the
/// API server has it. Whatever a Pod says of itself is somebody's text: it is bounded, cleaned and
/// put into closed sets here.
package io.migrate.webhook.migration;
