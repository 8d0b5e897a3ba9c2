/// What is measured, as processes of this machine: what ships, built as its Dockerfile says, and
/// what it costs to run.
package io.migrate.benchmarks.machine;
