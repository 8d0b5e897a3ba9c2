package io.migrate.migrator.url;

import java.util.List;
import java.util.Optional;

/// A parameter of connection strings, of libpq, a driver or a framework.
///
/// @param name as written in the connection string
/// @param variable the environment variable that libpq reads if the string does not set it
/// @param fate how the parameter is handled
record Parameter(String name, Optional<String> variable, Fate fate) {
    static Parameter honored(String name, String how, String... legal) {
        return new Parameter(name, Optional.empty(), new Fate.Honored(how, List.of(legal)));
    }

    static Parameter alias(String name, String of) {
        return new Parameter(name, Optional.empty(), new Fate.Alias(of));
    }

    static Parameter ignored(String name, String why) {
        return new Parameter(name, Optional.empty(), new Fate.Ignored(why));
    }

    static Parameter rejected(String name, String why) {
        return new Parameter(name, Optional.empty(), new Fate.Rejected(why));
    }

    Parameter from(String variableName) {
        return new Parameter(name, Optional.of(variableName), fate);
    }
}
