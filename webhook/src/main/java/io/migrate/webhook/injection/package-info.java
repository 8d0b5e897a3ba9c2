/// The pure core: the tree of a Pod and the policies go in; recorded edits, warnings or refusals
/// come out. No clock, no network, no client. {@link Injector} is the door.
package io.migrate.webhook.injection;
