/// The engine alone: a Pod as JSON in, a patch as JSON out.
package io.migrate.benchmarks.engine;
