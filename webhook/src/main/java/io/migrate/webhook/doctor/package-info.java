/// Checks of an installation, with what to do about each problem. They read from the API server
/// with the caller's permissions, and change nothing. {@link Checks} lists them.
package io.migrate.webhook.doctor;
