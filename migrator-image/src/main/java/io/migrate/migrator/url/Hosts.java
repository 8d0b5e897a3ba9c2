package io.migrate.migrator.url;

import java.util.ArrayList;
import java.util.List;

/// The list of hosts: `host[:port][,host[:port]…]`, IPv6 in brackets.
final class Hosts {
    private Hosts() {}

    /// Names and ports, each a list with commas as in libpq's parameters `host` and `port`.
    record Split(String names, String ports) {}

    static Split split(String list) throws BadUrl {
        var names = new ArrayList<String>();
        var ports = new ArrayList<String>();
        for (String entry : List.of(list.split(",", -1))) {
            int end = 0;
            if (entry.startsWith("[")) {
                end = entry.indexOf(']');
                if (end < 0) {
                    throw new BadUrl("an IPv6 address in it has no closing ]");
                }
                names.add(entry.substring(1, end));
                end++;
            } else {
                int colon = entry.indexOf(':');
                end = colon < 0 ? entry.length() : colon;
                names.add(Percent.decode(entry.substring(0, end)));
            }
            String port = entry.substring(end);
            if (!port.isEmpty() && !port.startsWith(":")) {
                throw new BadUrl("an IPv6 address in it is followed by something else than a port");
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
                    "it has %d hosts and %d ports".formatted(nameList.size(), portList.size()));
        }
        var hosts = new ArrayList<Host>();
        for (int i = 0; i < nameList.size(); i++) {
            String name = nameList.get(i);
            if (name.startsWith("/")) {
                throw new BadUrl("a Unix socket as host cannot be used here; name a TCP host");
            }
            hosts.add(
                    new Host(
                            name.isEmpty() ? "localhost" : name,
                            port(portList.get(portList.size() == 1 ? 0 : i))));
        }
        return hosts;
    }

    private static int port(String text) throws BadUrl {
        if (text.isEmpty()) {
            return Host.STANDARD_PORT;
        }
        // The text itself is not repeated: a raw @ or / in a password puts a part of it here.
        if (!text.matches("\\d{1,5}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > 65535) {
            throw new BadUrl(
                    "its port is not a number from 1 to 65535; if user or password hold @ : / ? or"
                            + " #, write them as %40 %3A %2F %3F %23");
        }
        return Integer.parseInt(text);
    }
}
