/// The registry of settings: name, type, default and documentation of everything that a policy or
/// an annotation can set. Parsers, errors, CRDs, the documentation and the environment of the
/// migrator come from it.
package io.migrate.webhook.settings;
