package io.migrate.webhook.admission;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.transport.Transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// The sockets that the servers of a process have accepted. Beyond a limit, new ones are closed at
/// once: {@link Connections} counts only those whose TLS handshake is done, and one that never
/// begins takes memory too.
final class AcceptedSockets {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedSockets.class);
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int limit;
    private final AtomicReference<ReservedPort> reserved = new AtomicReference<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - LOG_NANOS);

    /// @param limit number of sockets
    AcceptedSockets(int limit) {
        this.limit = limit;
    }

    /// @param limit number of sockets
    /// @param reserved the port of the first server that listens
    AcceptedSockets(int limit, ReservedPort reserved) {
        this.limit = limit;
        this.reserved.set(reserved);
    }

    /// Returns a transport for Vert.x that accepts no more sockets than the limit.
    Transport transport() {
        return new Transport() {
            @Override
            public String name() {
                return Transport.NIO.name();
            }

            @Override
            public boolean available() {
                return Transport.NIO.available();
            }

            @Override
            public Throwable unavailabilityCause() {
                return Transport.NIO.unavailabilityCause();
            }

            @Override
            public io.vertx.core.spi.transport.Transport implementation() {
                return new Limited(AcceptedSockets.this);
            }
        };
    }

    /// Whether the socket may stay open.
    private boolean accept(Channel socket) {
        if (open.incrementAndGet() <= limit) {
            socket.closeFuture().addListener(_ -> open.decrementAndGet());
            return true;
        }
        open.decrementAndGet();
        long last = loggedNanos.get();
        long now = System.nanoTime();
        if (now - last >= LOG_NANOS && loggedNanos.compareAndSet(last, now)) {
            LOG.atWarn().addKeyValue("limit", limit).log("too many connections");
        }
        return false;
    }

    private ServerChannel listener() {
        ReservedPort port = reserved.getAndSet(null);
        return port == null ? new Listener(this) : new Listener(this, port);
    }

    /// A listening socket.
    private static final class Listener extends NioServerSocketChannel {
        private final AcceptedSockets sockets;

        Listener(AcceptedSockets sockets) {
            this.sockets = sockets;
        }

        Listener(AcceptedSockets sockets, ReservedPort port) {
            super(port.channel());
            this.sockets = sockets;
        }

        @Override
        protected void doBind(SocketAddress address) throws Exception {
            if (!javaChannel().socket().isBound()) {
                super.doBind(address);
            }
        }

        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int count = super.doReadMessages(accepted);
            if (count > 0
                    && accepted.getLast() instanceof Channel socket
                    && !sockets.accept(socket)) {
                accepted.removeLast();
                socket.unsafe().closeForcibly();
                return 0;
            }
            return count;
        }
    }

    /// Java's own sockets, with another listening socket. Vert.x has no other place for it.
    private static final class Limited extends NioTransport {
        private final AcceptedSockets sockets;

        Limited(AcceptedSockets sockets) {
            this.sockets = sockets;
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(
                boolean isDomainSocket) {
            return isDomainSocket ? super.serverChannelFactory(true) : sockets::listener;
        }
    }
}
