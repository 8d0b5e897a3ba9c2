package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.CopyMethod;

/// A folder of an image that the migrator is to see.
///
/// @param pullPolicy as the application's container has it, or a missing node
record CopiedFolder(String image, JsonNode pullPolicy, String path, CopyMethod copyMethod) {}
