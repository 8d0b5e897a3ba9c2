/// A folder on disk as the formats of migrations read it: no link, FIFO or unreadable file in it is
/// passed over in silence. And as a copy out of an image.
package io.migrate.migrator.folder;
