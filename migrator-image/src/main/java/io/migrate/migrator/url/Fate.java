package io.migrate.migrator.url;

import java.util.List;

/// What becomes of a parameter. There is no fourth way: nothing is ignored without a word.
sealed interface Fate {
    /// It is honoured.
    ///
    /// @param how in a few words
    /// @param legal its values; empty: any text, or it is judged where it is read
    record Honoured(String how, List<String> legal) implements Fate {
        /// Copies what may change.
        public Honoured {
            legal = List.copyOf(legal);
        }
    }

    /// It is another spelling of a parameter.
    ///
    /// @param of the parameter's own name
    record Alias(String of) implements Fate {}

    /// It changes nothing here, and a line of the log says so.
    ///
    /// @param why half a sentence
    record Dropped(String why) implements Fate {}

    /// It would change something that cannot be done here, so that the URL is refused.
    ///
    /// @param why half a sentence, with what to do instead
    record Refused(String why) implements Fate {}
}
