/// The folders that migration tools write, read into one shape. A format is one file here.
package io.migrate.migrator.formats;
