/// Finds out which tool wrote a folder's migrations, and what to say where there are none.
package io.migrate.migrator.detection;
