/// The command line, and the wiring of everything by hand.
package io.migrate.webhook.cli;
