/// The grammars of text values, and the names of environment variables that are closed.
package io.migrate.webhook.grammar;
