package io.migrate.webhook.injection;

import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects the problems and warnings of a Pod, so that they are reported together.
final class Diagnostics {
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    void problem(String field, String sentence) {
        problems.add(new Problem(field, sentence));
    }

    void warning(String sentence) {
        warnings.add(sentence);
    }

    void warnings(List<String> more) {
        more.forEach(this::warning);
    }

    Objections objections() {
        return new Objections(Reason.INCOMPATIBLE, problems);
    }

    List<String> warnings() {
        return Warnings.bounded(List.copyOf(warnings));
    }
}
