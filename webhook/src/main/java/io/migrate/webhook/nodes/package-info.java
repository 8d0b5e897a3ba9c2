/// What the Nodes of a cluster support, decided by their versions. Nothing here reads them: they
/// are given.
package io.migrate.webhook.nodes;
