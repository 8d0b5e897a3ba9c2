/// Measures the injection engine alone: from a Pod to a patch, both as JSON.
package io.migrate.benchmarks.engine;
