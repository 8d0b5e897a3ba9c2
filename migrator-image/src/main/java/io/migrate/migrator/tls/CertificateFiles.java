package io.migrate.migrator.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// Reads certificate files, PEM or DER.
final class CertificateFiles {
    private CertificateFiles() {}

    /// Reads all certificates of a file, in order.
    ///
    /// @param parameter the parameter that names the file
    static List<X509Certificate> read(String file, String parameter)
            throws UnusableFile, CertificateException {
        byte[] bytes = bytes(file, parameter);
        List<X509Certificate> certificates;
        try {
            certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (CertificateException _) {
            throw new UnusableFile(
                    "%s %s contains data that is not a certificate; PEM is expected"
                            .formatted(parameter, file));
        }
        if (certificates.isEmpty()) {
            throw new UnusableFile("%s %s contains no certificate".formatted(parameter, file));
        }
        return certificates;
    }

    static byte[] bytes(String file, String parameter) throws UnusableFile {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException _) {
            throw new UnusableFile(
                    "%s is %s, which cannot be read; check that it is mounted"
                            .formatted(parameter, file));
        }
    }
}
