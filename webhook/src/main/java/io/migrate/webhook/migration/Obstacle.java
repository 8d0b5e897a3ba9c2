package io.migrate.webhook.migration;

/// Why a Pod does not start: its migration failed or cannot start.
///
/// @param pod the Pod's name
/// @param message what is wrong, a clause such as `fails under policy default`
/// @param details what the matter is and what to do, one or more sentences
public record Obstacle(String pod, String message, String details) {}
