/// The record of an injection, kept in an annotation of the Pod: what was injected, and what it
/// takes to undo it. {@link Uninjector} is the entry point.
package io.migrate.webhook.record;
