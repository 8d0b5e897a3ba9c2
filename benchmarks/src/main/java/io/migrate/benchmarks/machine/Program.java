package io.migrate.benchmarks.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What can be started.
///
/// @param command its words, the program first
/// @param environment all that it finds there, but for PATH and HOME, which are ours
public record Program(List<String> command, Map<String, String> environment) {
    /// With an empty environment.
    public static Program of(String... command) {
        return new Program(List.of(command), Map.of());
    }

    /// The same with more arguments.
    public Program and(String... arguments) {
        return new Program(
                Stream.concat(command.stream(), Stream.of(arguments)).toList(), environment);
    }

    /// The same with a variable in its environment.
    public Program with(String variable, String value) {
        var all = new HashMap<>(environment);
        all.put(variable, value);
        return new Program(command, all);
    }
}
