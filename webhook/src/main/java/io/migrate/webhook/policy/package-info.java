/// The policies that set migration settings, as custom resources and as files, and how built-in,
/// namespace and annotation values combine into one effective policy, in which each field has its
/// origin. Pure values and functions, except for {@link PolicyFiles}.
package io.migrate.webhook.policy;
