/// How fast, and against whom. {@link io.migrate.benchmarks.Main} runs the parts one after the
/// other; each starts what ships and its peers, on this machine and in turn, and answers with
/// figures.
package io.migrate.benchmarks;
