package io.migrate.certs;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// A TLS handshake between two engines of the JDK in memory, the client checking the name.
record Handshake(Leaf leaf, CertificateAuthority trusted, String protocol) {

    /// The client's reason for refusing, if it refused.
    Optional<String> with(String host) throws Exception {
        SSLEngine client = clientEngine(host);
        SSLEngine server = serverEngine();
        client.beginHandshake();
        server.beginHandshake();
        var toServer = ByteBuffer.allocate(1 << 16);
        var toClient = ByteBuffer.allocate(1 << 16);
        try {
            for (int turn = 0; turn < 100; turn++) {
                turn(client, toClient, toServer);
                turn(server, toServer, toClient);
                if (done(client) && done(server)) {
                    return Optional.empty();
                }
            }
        } catch (SSLException refused) {
            Throwable cause = refused;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of(String.valueOf(cause.getMessage()));
        }
        throw new IllegalStateException("the handshake does not end");
    }

    private static void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        var application = ByteBuffer.allocate(1 << 16);
        in.flip();
        boolean stuck = false;
        while (!done(engine) && !stuck) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    int before = in.remaining();
                    engine.unwrap(in, application);
                    stuck = in.remaining() == before && unwraps(engine);
                }
                case FINISHED, NOT_HANDSHAKING -> stuck = true;
            }
        }
        in.compact();
    }

    private static boolean unwraps(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP;
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL");
    }

    private SSLEngine clientEngine(String host) throws Exception {
        var store = emptyStore();
        store.setCertificateEntry("ca", trusted.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLEngine engine = context.createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {protocol});
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLEngine serverEngine() throws Exception {
        var password = "in memory".toCharArray();
        var store = emptyStore();
        store.setKeyEntry(
                "leaf", leaf.key(), password, leaf.chain().toArray(X509Certificate[]::new));
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static KeyStore emptyStore() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
