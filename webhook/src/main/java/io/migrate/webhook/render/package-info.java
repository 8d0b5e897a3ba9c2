/// The output of commands: text for people, JSON for machines.
package io.migrate.webhook.render;
