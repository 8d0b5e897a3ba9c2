/// The policies that set migration settings, as custom resources and as files, and how built-in,
/// namespace and annotation values combine into one effective policy whose every field knows where
/// it came from. Pure values and functions, but for {@link PolicyFiles}.
package io.migrate.webhook.policy;
