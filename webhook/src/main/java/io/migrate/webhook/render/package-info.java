/// How the commands print: text for people, YAML and JSON for programs.
package io.migrate.webhook.render;
