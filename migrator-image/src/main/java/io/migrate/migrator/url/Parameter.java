package io.migrate.migrator.url;

import java.util.List;
import java.util.Optional;

/// One parameter of connection strings, whoever invented it.
///
/// @param name as it is written
/// @param variable the environment variable that libpq takes where the string is silent
/// @param fate what becomes of it
record Parameter(String name, Optional<String> variable, Fate fate) {
    static Parameter honoured(String name, String how, String... legal) {
        return new Parameter(name, Optional.empty(), new Fate.Honoured(how, List.of(legal)));
    }

    static Parameter alias(String name, String of) {
        return new Parameter(name, Optional.empty(), new Fate.Alias(of));
    }

    static Parameter dropped(String name, String why) {
        return new Parameter(name, Optional.empty(), new Fate.Dropped(why));
    }

    static Parameter refused(String name, String why) {
        return new Parameter(name, Optional.empty(), new Fate.Refused(why));
    }

    Parameter from(String variableName) {
        return new Parameter(name, Optional.of(variableName), fate);
    }
}
