/// A Pod as a JSON tree: questions to it, recorded edits of it, and the state that is desired.
package io.migrate.webhook.pod;
