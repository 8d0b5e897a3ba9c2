/// Represents measurements as values, as a table and as JSON.
package io.migrate.benchmarks.report;
