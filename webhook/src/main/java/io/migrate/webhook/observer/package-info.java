/// What became of the Pods, told where people look: in Events, in the status of policies, and to
/// whoever counts. It must see Pods, which the door must not, and is a process of its own.
package io.migrate.webhook.observer;
