/// What is wrong with an installation, and how it is mended: read from the API server with the
/// rights of whoever asks, and changing nothing.
package io.migrate.webhook.doctor;
