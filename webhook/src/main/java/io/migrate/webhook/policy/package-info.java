/// What a migration may be told: the registry of settings, the policies that set them, and how
/// built-in, namespace and annotation values combine into one effective policy whose every field
/// knows where it came from. Pure values and functions, but for {@link PolicyFiles}.
package io.migrate.webhook.policy;
