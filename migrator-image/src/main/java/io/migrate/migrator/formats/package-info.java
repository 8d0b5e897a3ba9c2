/// Reads the folders of migration tools into one model. [Tool] lists the formats; each is a class.
package io.migrate.migrator.formats;
