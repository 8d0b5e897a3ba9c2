package io.migrate.migrator.flyway;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

import java.io.Reader;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The folder that Flyway reads, in memory: Flyway never reads from disk.
final class InMemoryResourceProvider implements ResourceProvider {
    private final Map<String, LoadableResource> byPath = new HashMap<>();
    private final Set<String> unlisted;

    /// @param unlisted paths of migrations that Flyway must not find by itself
    InMemoryResourceProvider(Map<String, String> textsByPath, Set<String> unlisted) {
        textsByPath.forEach((path, text) -> byPath.put(path, resource(path, text)));
        this.unlisted = Set.copyOf(unlisted);
    }

    @Override
    public LoadableResource getResource(String path) {
        return byPath.get(path);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return byPath.values().stream()
                .filter(file -> !unlisted.contains(file.getRelativePath()))
                .filter(file -> file.getFilename().startsWith(prefix))
                .filter(file ->
                        Stream.of(suffixes)
                                .anyMatch(suffix ->
                                        file.getFilename()
                                                .regionMatches(
                                                        true,
                                                        file.getFilename().length()
                                                                - suffix.length(),
                                                        suffix,
                                                        0,
                                                        suffix.length())))
                .toList();
    }

    /// A file in memory.
    static LoadableResource resource(String path, String text) {
        return new LoadableResource() {
            @Override
            public Reader read() {
                return new FiniteReader(text);
            }

            @Override
            public String getAbsolutePath() {
                return path;
            }

            @Override
            public String getAbsolutePathOnDisk() {
                return path;
            }

            @Override
            public String getFilename() {
                return path.substring(path.lastIndexOf('/') + 1);
            }

            @Override
            public String getRelativePath() {
                return path;
            }
        };
    }
}
