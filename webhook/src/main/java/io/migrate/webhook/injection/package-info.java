/// The engine, a pure function: from the tree of a Pod and the policies to recorded edits, warnings
/// or a refusal. It uses no clock, network or client. {@link Injector} is the entry point.
package io.migrate.webhook.injection;
