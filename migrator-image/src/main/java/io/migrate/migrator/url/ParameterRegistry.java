package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The registry of parameters. Parsing, errors and documentation derive from it, and tests compare
/// it with the lists of libpq and the driver.
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

    /// The supported parameters, for error messages.
    static String legal() {
        var names = new TreeSet<String>();
        LibpqParameters.ALL.stream()
                .filter(each -> each.fate() instanceof Fate.Honored)
                .forEach(each -> names.add(each.name()));
        return String.join(", ", names);
    }
}
