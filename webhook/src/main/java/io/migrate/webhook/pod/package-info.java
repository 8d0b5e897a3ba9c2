/// A Pod as a JSON tree: read access, recorded edits, and the desired state.
package io.migrate.webhook.pod;
