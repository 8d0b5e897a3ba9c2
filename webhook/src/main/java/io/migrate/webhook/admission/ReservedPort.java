package io.migrate.webhook.admission;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;

/// A port on which a process listens before it has a server. Connections wait in the operating
/// system's queue until the server accepts them: a probe that comes early is answered late, and not
/// refused, which kubelet would report.
///
/// @param channel already bound
public record ReservedPort(ServerSocketChannel channel) implements AutoCloseable {
    private static final int WAITING = 1024;

    /// Listens.
    ///
    /// @param port 0 for a free one
    /// @throws IOException if the port is in use or the address is not one of this machine
    public static ReservedPort open(String host, int port) throws IOException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, WAITING);
            return new ReservedPort(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Stops listening; the connections that wait are refused.
    ///
    /// @throws IOException if the operating system fails to
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
