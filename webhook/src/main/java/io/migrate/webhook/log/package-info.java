/// How log lines look, and how they get out without holding anybody up.
package io.migrate.webhook.log;
