package io.migrate.migrator.report;

/// How a run ended and what it did until then.
public record Result(Outcome outcome, Progress progress) {}
