package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.CopyMethod;

/// A folder in an image from which the migrator gets the migrations.
///
/// @param pullPolicy of the application's container, or a missing node
record CopiedFolder(String image, JsonNode pullPolicy, String path, CopyMethod copyMethod) {}
