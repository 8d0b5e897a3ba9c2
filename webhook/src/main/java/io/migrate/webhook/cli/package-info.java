/// The command line, which also creates and connects the objects of all other packages.
package io.migrate.webhook.cli;
