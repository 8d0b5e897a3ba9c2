/// The webhook's own certificates: an authority, the leaves that it signs, their PEM, and what to
/// renew now.
///
/// Pure: time is an argument, nothing is read or written but strings. BouncyCastle builds and
/// parses structures; keys and signatures are the JDK's, and no security provider is registered.
package io.migrate.certs;
