package io.migrate.certs;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

import java.util.regex.Pattern;

/// A subject alternative name. Clients match an address against IP entries only and a host against
/// DNS entries only (RFC 6125, 6.4; RFC 2818, 3.1).
sealed interface SubjectAltName {
    /// Labels of letters, digits and hyphens (RFC 1123, 2.1). The last one must not be a number, so
    /// that a mistyped address is not taken for a host.
    Pattern HOST =
            Pattern.compile(
                    "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*"
                            + "(?!\\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
                    Pattern.CASE_INSENSITIVE);

    /// A host name.
    record Dns(String host) implements SubjectAltName {}

    /// An IPv4 or IPv6 address.
    record Ip(String address) implements SubjectAltName {}

    /// Parses a DNS name or an IP address.
    ///
    /// @throws IllegalArgumentException if it is neither
    static SubjectAltName parse(String text) {
        if (IPAddress.isValid(text)) {
            return new Ip(text);
        }
        if (HOST.matcher(text).matches()) {
            return new Dns(text);
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is neither a DNS name nor an IP address");
    }

    /// Returns the entry of the certificate extension.
    default GeneralName toGeneralName() {
        return switch (this) {
            case Dns(String host) -> new GeneralName(GeneralName.dNSName, host);
            case Ip(String address) -> new GeneralName(GeneralName.iPAddress, address);
        };
    }
}
