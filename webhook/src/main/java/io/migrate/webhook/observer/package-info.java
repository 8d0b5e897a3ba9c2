/// What became of the Pods, told where people look: the status of policies. It must see Pods, which
/// the door must not, and is a process of its own.
package io.migrate.webhook.observer;
