package io.migrate.migrator.url;

import java.util.ArrayList;
import java.util.List;

/// Host lists: `host[:port][,host[:port]…]`, with IPv6 addresses in brackets.
final class Hosts {
    private Hosts() {}

    /// Names and ports, each comma-separated as in libpq's parameters `host` and `port`.
    record Split(String names, String ports) {}

    static Split split(String list) throws BadUrl {
        var names = new ArrayList<String>();
        var ports = new ArrayList<String>();
        for (String entry : List.of(list.split(",", -1))) {
            int end = 0;
            if (entry.startsWith("[")) {
                end = entry.indexOf(']');
                if (end < 0) {
                    throw new BadUrl("an IPv6 address in the host list has no closing ]");
                }
                if (end == 1) {
                    throw new BadUrl("an IPv6 address in the host list is empty");
                }
                names.add(PercentDecoding.decode(entry.substring(1, end)));
                end++;
            } else {
                int colon = entry.indexOf(':');
                end = colon < 0 ? entry.length() : colon;
                names.add(PercentDecoding.decode(entry.substring(0, end)));
            }
            String port = entry.substring(end);
            if (!port.isEmpty() && !port.startsWith(":")) {
                throw new BadUrl(
                        "an IPv6 address in the host list is followed by something other than a"
                                + " port");
            }
            ports.add(port.isEmpty() ? "" : port.substring(1));
        }
        boolean anyPort = ports.stream().anyMatch(port -> !port.isEmpty());
        return new Split(String.join(",", names), anyPort ? String.join(",", ports) : "");
    }

    static List<Host> join(String names, String ports) throws BadUrl {
        List<String> nameList = List.of(names.split(",", -1));
        List<String> portList = List.of(ports.split(",", -1));
        if (portList.size() != 1 && portList.size() != nameList.size()) {
            throw new BadUrl(
                    "the URL has %d hosts and %d ports; give one port, or one for each host"
                            .formatted(nameList.size(), portList.size()));
        }
        var hosts = new ArrayList<Host>();
        for (int i = 0; i < nameList.size(); i++) {
            hosts.add(
                    new Host(
                            name(nameList.get(i)),
                            port(portList.get(portList.size() == 1 ? 0 : i))));
        }
        return hosts;
    }

    /// Checks a host name or address. Errors do not show the text, because it may be a part of a
    /// password. Every accepted text is unambiguous in the driver's URL too.
    private static String name(String text) throws BadUrl {
        if (text.isEmpty()) {
            return "localhost";
        }
        if (text.startsWith("/") || text.startsWith("@")) {
            throw new BadUrl(
                    "a Unix socket as host is not supported; use a TCP host, such as 127.0.0.1 for"
                            + " a proxy in the same Pod");
        }
        if (text.startsWith("$")) {
            throw new BadUrl(
                    "the host is a variable reference that was not expanded; Kubernetes expands"
                            + " $(NAME) only if NAME is defined earlier in the same container");
        }
        // Some operators publish both in one key. No IPv6 address has one colon only.
        if (text.matches("[^:]+:\\d{1,5}")) {
            throw new BadUrl(
                    "the host contains a port; set host to the name or address alone, and port"
                            + " (PGPORT) to the number");
        }
        if (!text.matches("[\\p{L}\\p{N}._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?")) {
            throw new BadUrl(
                    "the host is neither a name nor an address; if user or password contain @ : / ?"
                            + " or #, encode them as %40 %3A %2F %3F %23");
        }
        return text;
    }

    private static int port(String text) throws BadUrl {
        if (text.isBlank()) {
            return Host.STANDARD_PORT;
        }
        String digits = text.strip();
        // Not shown either: an unencoded @ or / in a password puts a part of it here.
        if (!digits.matches("\\d{1,5}")
                || Integer.parseInt(digits) < 1
                || Integer.parseInt(digits) > 65535) {
            throw new BadUrl(
                    "the port is not a number from 1 to 65535; if user or password contain @ : / ?"
                            + " or #, encode them as %40 %3A %2F %3F %23");
        }
        return Integer.parseInt(digits);
    }
}
