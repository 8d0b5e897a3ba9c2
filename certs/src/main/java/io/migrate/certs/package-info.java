/// The webhook's own certificates: the authority, the leaves it signs, their PEM encoding, and the
/// decision about what to renew.
///
/// The package has no side effects: time is an argument, and input and output are strings.
/// BouncyCastle builds and parses structures; keys and signatures come from the JDK, and no
/// security provider is registered.
package io.migrate.certs;
