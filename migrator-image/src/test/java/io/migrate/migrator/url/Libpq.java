package io.migrate.migrator.url;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The real libpq of the embedded server, to compare how `psql` reads a connection string.
public final class Libpq {
    @SuppressWarnings("restricted") // calls C
    private static final AddressLayout POINTER =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));

    /// PQconninfoOption: keyword, envvar, compiled, val, label, dispchar, dispsize.
    private static final long OPTION_BYTES = 7 * POINTER.byteSize();

    private static final int CONNECTION_OK = 0;
    private static final int CONNECTION_BAD = 1;

    private final SymbolLookup library;
    private final ServerSocket listener;

    /// A parameter of libpq.
    ///
    /// @param variable the environment variable with its default
    /// @param value the value that is set
    public record Option(String name, Optional<String> variable, Optional<String> value) {}

    /// How libpq reads a connection string.
    public sealed interface Verdict {
        /// The connection string is valid.
        ///
        /// @param parameters the parameters it sets
        record Accepted(Map<String, String> parameters) implements Verdict {}

        /// The connection string is invalid.
        ///
        /// @param why libpq's error message
        record Rejected(String why) implements Verdict {}
    }

    private Libpq(SymbolLookup library) {
        this.library = library;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::closeConnections);
    }

    private void closeConnections() {
        while (!listener.isClosed()) {
            try {
                listener.accept().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Opens the libpq of the tests' PostgreSQL.
    public static Libpq open() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Connection connection = server.getPostgresDatabase().getConnection()) {
            return of(connection);
        }
    }

    /// Opens the libpq of a server.
    ///
    /// @param connection of a superuser
    public static Libpq of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT setting FROM pg_config WHERE name = 'LIBDIR'")) {
            row.next();
            return new Libpq(lookup(Path.of(row.getString(1), "libpq.so.5")));
        }
    }

    @SuppressWarnings("restricted") // calls C
    private static SymbolLookup lookup(Path file) {
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /// Its major version.
    public int major() {
        return (int) call("PQlibVersion", ValueLayout.JAVA_INT) / 10000;
    }

    /// All parameters that it knows.
    public List<Option> options() {
        return options((MemorySegment) call("PQconndefaults", POINTER));
    }

    /// Reads a connection string and checks the values, without connecting.
    public Verdict read(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment problem = arena.allocate(POINTER);
            MemorySegment parsed =
                    (MemorySegment)
                            call("PQconninfoParse", POINTER, arena.allocateFrom(text), problem);
            if (parsed.address() == 0) {
                return new Verdict.Rejected(problem.get(POINTER, 0).getString(0).strip());
            }
            var parameters = new LinkedHashMap<String, String>();
            options(parsed)
                    .forEach(each ->
                            each.value().ifPresent(value -> parameters.put(each.name(), value)));
            return judged(text, parameters);
        }
    }

    /// Connects to this machine instead, to avoid name lookups: first to the given ports without
    /// waiting, then to a port that closes connections. One of the two attempts reports invalid
    /// values.
    private Verdict judged(String text, Map<String, String> parameters) {
        String hosts = parameters.getOrDefault("hostaddr", parameters.getOrDefault("host", ""));
        int count = hosts.split(",", -1).length;
        String local = String.join(",", Collections.nCopies(count, "127.0.0.1"));
        var instead = new LinkedHashMap<String, String>();
        instead.put("dbname", text);
        if (!parameters.containsKey("hostaddr")) {
            instead.put("hostaddr", local);
        }
        Optional<String> problem = tried("PQconnectStartParams", instead);
        instead.put("port", String.valueOf(listener.getLocalPort()));
        instead.put("hostaddr", local);
        return problem.or(() -> tried("PQconnectdbParams", instead))
                .<Verdict>map(Verdict.Rejected::new)
                .orElseGet(() -> new Verdict.Accepted(parameters));
    }

    /// The error message, unless only the server failed.
    private Optional<String> tried(String function, Map<String, String> parameters) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection =
                    (MemorySegment)
                            call(
                                    function,
                                    POINTER,
                                    array(arena, List.copyOf(parameters.keySet())),
                                    array(arena, List.copyOf(parameters.values())),
                                    1);
            try {
                int status = (int) call("PQstatus", ValueLayout.JAVA_INT, connection);
                String message = message(connection);
                boolean isValue = message.contains("invalid integer value");
                return status != CONNECTION_BAD
                                || (message.contains("connection to server") && !isValue)
                        ? Optional.empty()
                        : Optional.of(message);
            } finally {
                finish(connection);
            }
        }
    }

    /// Connects and closes the connection.
    ///
    /// @return the error message if it does not succeed
    public Optional<String> connect(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment connection =
                    (MemorySegment) call("PQconnectdb", POINTER, arena.allocateFrom(text));
            try {
                int status = (int) call("PQstatus", ValueLayout.JAVA_INT, connection);
                return status == CONNECTION_OK
                        ? Optional.empty()
                        : Optional.of(message(connection));
            } finally {
                finish(connection);
            }
        }
    }

    private String message(MemorySegment connection) {
        return ((MemorySegment) call("PQerrorMessage", POINTER, connection)).getString(0).strip();
    }

    private void finish(MemorySegment connection) {
        invoke(handle("PQfinish", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)), connection);
    }

    private static MemorySegment array(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(POINTER, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(POINTER, i, arena.allocateFrom(texts.get(i)));
        }
        array.setAtIndex(POINTER, texts.size(), MemorySegment.NULL);
        return array;
    }

    private static List<Option> options(MemorySegment array) {
        var options = new ArrayList<Option>();
        for (long at = 0; array.get(POINTER, at).address() != 0; at += OPTION_BYTES) {
            options.add(
                    new Option(
                            array.get(POINTER, at).getString(0),
                            text(array, at + POINTER.byteSize()),
                            text(array, at + 3 * POINTER.byteSize())));
        }
        return options;
    }

    private static Optional<String> text(MemorySegment array, long at) {
        MemorySegment text = array.get(POINTER, at);
        return text.address() == 0 ? Optional.empty() : Optional.of(text.getString(0));
    }

    private Object call(String function, MemoryLayout result, Object... arguments) {
        MemoryLayout[] layouts =
                Stream.of(arguments)
                        .map(each ->
                                each instanceof Integer
                                        ? ValueLayout.JAVA_INT
                                        : ValueLayout.ADDRESS)
                        .toArray(MemoryLayout[]::new);
        return invoke(handle(function, FunctionDescriptor.of(result, layouts)), arguments);
    }

    @SuppressWarnings("restricted") // calls C
    private MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(library.find(function).orElseThrow(), descriptor);
    }

    private static Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
