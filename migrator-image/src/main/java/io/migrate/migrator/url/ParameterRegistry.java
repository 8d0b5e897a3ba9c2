package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The registry of parameters. Reading, errors and documentation come from it, and tests hold it
/// against libpq's and the driver's own lists.
final class ParameterRegistry {
    private static final Map<String, Parameter> BY_NAME = new LinkedHashMap<>();

    static {
        Stream.of(LibpqParameters.ALL, DriverParameters.ALL, OtherParameters.ALL)
                .flatMap(List::stream)
                .forEach(each -> BY_NAME.put(each.name(), each));
    }

    private ParameterRegistry() {}

    static Optional<Parameter> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static List<Parameter> all() {
        return List.copyOf(BY_NAME.values());
    }

    /// What may be written, for the sentence about what may not.
    static String legal() {
        var names = new TreeSet<String>();
        LibpqParameters.ALL.stream()
                .filter(each -> each.fate() instanceof Fate.Honoured)
                .forEach(each -> names.add(each.name()));
        return String.join(", ", names);
    }
}
