package io.migrate.benchmarks.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A command with its environment.
///
/// @param command the program and its arguments
/// @param environment the complete environment, except PATH and HOME, which are inherited
public record Program(List<String> command, Map<String, String> environment) {
    /// Returns a program with an empty environment.
    public static Program of(String... command) {
        return new Program(List.of(command), Map.of());
    }

    /// Adds arguments.
    public Program and(String... arguments) {
        return new Program(
                Stream.concat(command.stream(), Stream.of(arguments)).toList(), environment);
    }

    /// Adds an environment variable.
    public Program with(String variable, String value) {
        var all = new HashMap<>(environment);
        all.put(variable, value);
        return new Program(command, all);
    }
}
