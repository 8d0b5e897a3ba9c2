package io.migrate.migrator.protocol;

import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.Secret;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/// The start of a session: https://www.postgresql.org/docs/current/protocol-flow.html and
/// https://www.postgresql.org/docs/current/sasl-authentication.html.
record Login(Wire wire, Policy policy, ConnectionTarget target) {
    private static final int PROTOCOL = 3 << 16;
    private static final int OK = 0;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;
    private static final int RANDOM_BYTES = 18;

    /// The server truncates longer ones, and sends a notice.
    private static final int LONGEST_NAME = 63;

    /// Logs in.
    ///
    /// @param server the server's certificate, if the connection is encrypted
    /// @return the process ID of the session
    int as(String applicationName, Optional<X509Certificate> server)
            throws IOException, GeneralSecurityException, Unanswered {
        int length = Math.min(LONGEST_NAME, applicationName.length());
        var startup = new Outgoing().int32(PROTOCOL);
        startup.text("user").text(target.user()).text("database").text(target.database());
        startup.text("client_encoding").text("UTF8").text("DateStyle").text("ISO");
        startup.text("application_name").text(applicationName.substring(0, length)).text("");
        wire.send(startup.untyped());
        authenticate(server);
        return session();
    }

    /// Sends no password in any form but SCRAM's, and only where the target allows it.
    private void authenticate(Optional<X509Certificate> server)
            throws IOException, GeneralSecurityException, Unanswered {
        Incoming request = wire.receive(Wire.OF_LOGIN);
        int method = method(request);
        if (method == OK && policy.allows("none") && !policy.requiresBinding()) {
            request.end();
            return;
        }
        if (method != SASL || !policy.allows("scram-sha-256")) {
            throw new Unanswered("the authentication method " + method + " is not for this client");
        }
        String password = password();
        ChannelBinding binding = ChannelBinding.choose(request, server, policy);
        var scram = new Scram("", password, nonce(), binding);
        byte[] first = Scram.bytes(scram.clientFirst());
        var answer = new Outgoing().text(binding.mechanism()).int32(first.length).bytes(first);
        wire.send(answer.typed('p'));
        Scram.Proofs proofs = scram.proofs(expect(SASL_CONTINUE).rest());
        wire.send(new Outgoing().bytes(Scram.bytes(proofs.client())).typed('p'));
        if (!expect(SASL_FINAL).rest().equals(proofs.server())) {
            throw new Unanswered("the server does not prove that it knows the password");
        }
        expect(OK).end();
    }

    private String password() throws Unanswered {
        String password = target.password().map(Secret::value).orElse("");
        for (int i = 0; i < password.length(); i++) {
            if (password.charAt(i) < ' ' || password.charAt(i) > '~') {
                throw new Unanswered("the password is not printable ASCII");
            }
        }
        if (password.isEmpty()) {
            throw new Unanswered("there is no password");
        }
        return password;
    }

    private Incoming expect(int method) throws IOException, Unanswered {
        Incoming message = wire.receive(Wire.OF_LOGIN);
        if (method(message) != method) {
            throw message.malformed();
        }
        return message;
    }

    private static int method(Incoming message) throws Unanswered {
        if (message.type() != 'R') {
            throw message.unexpected();
        }
        return message.int32();
    }

    /// From the kernel, as Java's own generator on Linux, which costs 25 ms at its first use.
    private static String nonce() throws IOException {
        try (var random = new DataInputStream(new FileInputStream("/dev/urandom"))) {
            var bytes = new byte[RANDOM_BYTES];
            random.readFully(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }
    }

    private int session() throws IOException, Unanswered {
        Optional<Integer> process = Optional.empty();
        while (true) {
            Incoming message = wire.receive(Wire.OF_LOGIN);
            if (message.type() == 'K' && process.isEmpty()) {
                process = Optional.of(message.int32());
                message.int32(); // a key for cancellation
                message.end();
            } else if (message.type() == 'Z' && process.isPresent() && message.int8() == 'I') {
                message.end();
                return process.get();
            } else if (message.type() != 'S') {
                throw message.unexpected();
            }
        }
    }
}
