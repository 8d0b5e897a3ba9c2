/// The command line, and the wiring of all other packages, by hand.
package io.migrate.webhook.cli;
