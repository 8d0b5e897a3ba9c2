package io.migrate.certs;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

import java.util.regex.Pattern;

/// A name under which a server is called. Clients look for an address among the addresses only and
/// for a host among the hosts only (RFC 6125, 6.4; RFC 2818, 3.1), so the two are told apart.
sealed interface SubjectName {
    /// Labels of letters, digits and hyphens (RFC 1123, 2.1), the last one no number, lest a
    /// mistyped address become a host.
    Pattern HOST =
            Pattern.compile(
                    "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*"
                            + "(?!\\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
                    Pattern.CASE_INSENSITIVE);

    /// A host name.
    record Dns(String host) implements SubjectName {}

    /// An IPv4 or IPv6 address.
    record Ip(String address) implements SubjectName {}

    /// Tells the two apart.
    ///
    /// @throws IllegalArgumentException if it is neither
    static SubjectName parse(String text) {
        if (IPAddress.isValid(text)) {
            return new Ip(text);
        }
        if (HOST.matcher(text).matches()) {
            return new Dns(text);
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is neither a DNS name nor an IP address");
    }

    /// As it stands in the certificate.
    default GeneralName toGeneralName() {
        return switch (this) {
            case Dns(String host) -> new GeneralName(GeneralName.dNSName, host);
            case Ip(String address) -> new GeneralName(GeneralName.iPAddress, address);
        };
    }
}
