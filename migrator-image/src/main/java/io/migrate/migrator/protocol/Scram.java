package io.migrate.migrator.protocol;

import io.migrate.migrator.digest.HmacSha256;
import io.migrate.migrator.digest.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// One login with SCRAM-SHA-256: https://www.rfc-editor.org/rfc/rfc5802 and
/// https://www.rfc-editor.org/rfc/rfc7677.
///
/// @param user empty for PostgreSQL, which takes the user of the startup message
/// @param password printable ASCII: SASLprep would change other texts, and its tables are not here
/// @param nonce random, printable ASCII without commas
/// @param binding to the TLS connection
record Scram(String user, String password, String nonce, ChannelBinding binding) {
    /// The driver's limit, `scramMaxIterations`.
    private static final int MOST_ITERATIONS = 100_000;

    /// Both sides' proofs that they know the password.
    ///
    /// @param client the client's last message
    /// @param server what the server's last message must be
    record Proofs(String client, String server) {}

    String clientFirst() {
        return binding.header() + bare();
    }

    private String bare() {
        return "n=" + user + ",r=" + nonce;
    }

    /// Calculates the proofs.
    ///
    /// @param serverFirst `r=NONCE,s=SALT,i=ITERATIONS` and no extension
    Proofs proofs(String serverFirst) throws Unanswered {
        List<String> parts = List.of(serverFirst.split(",", -1));
        if (parts.size() != 3 || !parts.get(1).startsWith("s=") || !parts.get(2).startsWith("i=")) {
            throw new Unanswered("the server's first SCRAM message is malformed");
        }
        String both = parts.get(0);
        if (!both.startsWith("r=" + nonce) || both.equals("r=" + nonce)) {
            throw new Unanswered("the server's nonce does not continue the client's");
        }
        String without = "c=" + binding.input() + "," + both;
        byte[] exchange = bytes(bare() + "," + serverFirst + "," + without);
        var keys = new HmacSha256(salted(parts.get(1).substring(2), parts.get(2).substring(2)));
        byte[] proof = keys.of(bytes("Client Key"));
        byte[] mask = new HmacSha256(new Sha256().update(proof).digest()).of(exchange);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= mask[i];
        }
        byte[] signature = new HmacSha256(keys.of(bytes("Server Key"))).of(exchange);
        return new Proofs(without + ",p=" + base64(proof), "v=" + base64(signature));
    }

    private byte[] salted(String salt, String iterations) throws Unanswered {
        try {
            int number = Integer.parseInt(iterations);
            if (number >= 1 && number <= MOST_ITERATIONS) {
                byte[] decoded = Base64.getDecoder().decode(salt);
                return HmacSha256.iterated(bytes(password), decoded, number);
            }
        } catch (IllegalArgumentException _) {
            // Not a number, or not base64.
        }
        throw new Unanswered("salt or number of iterations cannot be used");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
