package io.migrate.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The allowed dependencies between packages. Everything else is forbidden: a new dependency is a
/// decision, made by changing this table.
class ArchitectureTest {
    private static final Set<String> JDK =
            Set.of(
                    "java.lang",
                    "java.util",
                    "java.time",
                    "java.math",
                    "java.nio.charset",
                    "java.security");

    /// Every package, and the packages it may depend on; an entry includes its subpackages.
    static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    Map.entry(
                            "io.migrate.certs",
                            Set.of("org.bouncycastle", "java.io", "java.net", "javax")),
                    Map.entry(
                            "io.migrate.webhook.yaml",
                            Set.of("com.fasterxml.jackson", "org.yaml.snakeyaml", "java.io")),
                    Map.entry("io.migrate.webhook.schema", Set.of("com.fasterxml.jackson")),
                    Map.entry("io.migrate.webhook.grammar", Set.of("io.migrate.webhook.schema")),
                    Map.entry(
                            "io.migrate.webhook.settings",
                            Set.of(
                                    "io.migrate.webhook.grammar",
                                    "io.migrate.webhook.schema",
                                    "com.fasterxml.jackson")),
                    Map.entry("io.migrate.webhook.nodes", Set.of()),
                    Map.entry(
                            "io.migrate.webhook.policy",
                            Set.of(
                                    "io.migrate.webhook.grammar",
                                    "io.migrate.webhook.nodes",
                                    "io.migrate.webhook.schema",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.webhook.crd",
                            Set.of(
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.schema",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.pod",
                            Set.of(
                                    "io.migrate.webhook.grammar",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.record",
                            Set.of(
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.container",
                            Set.of(
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.injection",
                            Set.of(
                                    "io.migrate.webhook.container",
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.store",
                            Set.of(
                                    "io.migrate.webhook.container",
                                    "io.migrate.webhook.crd",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.nodes",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.fabric8",
                                    "org.slf4j")),
                    Map.entry(
                            "io.migrate.webhook.migration",
                            Set.of(
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.fabric8.kubernetes.api.model",
                                    "java.io")),
                    Map.entry(
                            "io.migrate.webhook.observer",
                            Set.of(
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.migration",
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.store",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.fabric8",
                                    "org.slf4j",
                                    "java.net")),
                    Map.entry(
                            "io.migrate.webhook.workload",
                            Set.of(
                                    "io.migrate.webhook.container",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.admission",
                            Set.of(
                                    "io.migrate.webhook.workload",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.pod",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.vertx",
                                    "io.netty",
                                    "org.slf4j",
                                    "java.io",
                                    "java.net",
                                    "java.nio.channels",
                                    "javax.net.ssl")),
                    Map.entry(
                            "io.migrate.webhook.tls",
                            Set.of(
                                    "io.migrate.certs",
                                    "io.fabric8.kubernetes",
                                    "org.slf4j",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.webhook.log",
                            Set.of(
                                    "com.fasterxml.jackson.core",
                                    "ch.qos.logback",
                                    "org.slf4j",
                                    "java.io")),
                    Map.entry(
                            "io.migrate.webhook.metrics",
                            Set.of(
                                    "io.migrate.webhook.admission",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.log",
                                    "io.migrate.webhook.migration",
                                    "io.migrate.webhook.observer",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.tls",
                                    "io.micrometer",
                                    "io.vertx")),
                    Map.entry(
                            "io.migrate.webhook.doctor",
                            Set.of(
                                    "io.migrate.certs",
                                    "io.migrate.webhook.crd",
                                    "io.migrate.webhook.migration",
                                    "io.migrate.webhook.nodes",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.store",
                                    "io.migrate.webhook.tls",
                                    "com.fasterxml.jackson",
                                    "io.fabric8.kubernetes")),
                    Map.entry(
                            "io.migrate.webhook.manifest",
                            Set.of(
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.workload",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.webhook.render",
                            Set.of(
                                    "io.migrate.webhook.doctor",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.manifest",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.workload",
                                    "com.fasterxml.jackson")),
                    Map.entry(
                            "io.migrate.webhook.training",
                            Set.of(
                                    "io.migrate.certs",
                                    "io.migrate.webhook.crd",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.vertx",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.webhook.cli",
                            Set.of(
                                    "io.migrate.webhook.container",
                                    "io.migrate.webhook.admission",
                                    "io.migrate.webhook.doctor",
                                    "io.migrate.webhook.injection",
                                    "io.migrate.webhook.log",
                                    "io.migrate.webhook.manifest",
                                    "io.migrate.webhook.metrics",
                                    "io.migrate.webhook.observer",
                                    "io.migrate.webhook.policy",
                                    "io.migrate.webhook.record",
                                    "io.migrate.webhook.render",
                                    "io.migrate.webhook.settings",
                                    "io.migrate.webhook.store",
                                    "io.migrate.webhook.tls",
                                    "io.migrate.webhook.workload",
                                    "io.migrate.webhook.yaml",
                                    "com.fasterxml.jackson",
                                    "io.fabric8.kubernetes",
                                    "io.vertx",
                                    "picocli",
                                    "org.slf4j",
                                    "java.io",
                                    "java.net",
                                    "java.nio.file")),
                    Map.entry("io.migrate.migrator.url", Set.of("java.io", "java.net", "java.nio")),
                    Map.entry(
                            "io.migrate.migrator.tls",
                            Set.of(
                                    "org.postgresql.ssl",
                                    "java.io",
                                    "java.net",
                                    "java.nio.file",
                                    "javax.crypto",
                                    "javax.net.ssl")),
                    Map.entry(
                            "io.migrate.migrator.protocol",
                            Set.of(
                                    "io.migrate.migrator.digest",
                                    "io.migrate.migrator.tls",
                                    "io.migrate.migrator.url",
                                    "org.postgresql.ssl",
                                    "java.io",
                                    "java.net",
                                    "javax.net.ssl")),
                    Map.entry("io.migrate.migrator.sql", Set.of()),
                    Map.entry("io.migrate.migrator.digest", Set.of()),
                    Map.entry(
                            "io.migrate.migrator.folder",
                            Set.of(
                                    "java.io",
                                    "java.nio",
                                    "java.nio.file",
                                    "java.nio.file.attribute")),
                    Map.entry(
                            "io.migrate.migrator.configuration",
                            Set.of("io.migrate.migrator.folder", "java.io", "java.nio.file")),
                    Map.entry(
                            "io.migrate.migrator.formats",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.digest",
                                    "io.migrate.migrator.folder",
                                    "com.google.gson",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.migrator.detection",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.folder",
                                    "io.migrate.migrator.formats",
                                    "java.io",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.migrator.settings",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.formats",
                                    "java.nio.file")),
                    Map.entry(
                            "io.migrate.migrator.histories",
                            Set.of(
                                    "io.migrate.migrator.digest",
                                    "io.migrate.migrator.formats",
                                    "io.migrate.migrator.settings",
                                    "com.google.gson",
                                    "java.io",
                                    "java.sql")),
                    Map.entry(
                            "io.migrate.migrator.report",
                            Set.of("com.google.gson", "org.slf4j", "java.io", "java.nio.file")),
                    Map.entry(
                            "io.migrate.migrator.connection",
                            Set.of(
                                    "io.migrate.migrator.histories",
                                    "io.migrate.migrator.protocol",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.tls",
                                    "io.migrate.migrator.url",
                                    "org.postgresql",
                                    "org.slf4j",
                                    "java.io",
                                    "java.net",
                                    "java.sql",
                                    "javax.net.ssl")),
                    Map.entry(
                            "io.migrate.migrator.plan",
                            Set.of(
                                    "io.migrate.migrator.connection",
                                    "io.migrate.migrator.formats",
                                    "io.migrate.migrator.histories",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.sql",
                                    "io.migrate.migrator.url",
                                    "org.slf4j",
                                    "java.sql")),
                    Map.entry(
                            "io.migrate.migrator.execution",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.connection",
                                    "io.migrate.migrator.plan",
                                    "io.migrate.migrator.formats",
                                    "io.migrate.migrator.histories",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.sql",
                                    "org.postgresql.util",
                                    "org.slf4j",
                                    "java.sql")),
                    Map.entry(
                            "io.migrate.migrator.flyway",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.execution",
                                    "io.migrate.migrator.connection",
                                    "io.migrate.migrator.plan",
                                    "io.migrate.migrator.formats",
                                    "io.migrate.migrator.histories",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.sql",
                                    "org.flywaydb",
                                    "org.postgresql",
                                    "org.slf4j",
                                    "java.io",
                                    "java.sql",
                                    "javax.sql")),
                    Map.entry(
                            "io.migrate.migrator.command",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.connection",
                                    "io.migrate.migrator.plan",
                                    "io.migrate.migrator.execution",
                                    "io.migrate.migrator.flyway",
                                    "io.migrate.migrator.detection",
                                    "io.migrate.migrator.formats",
                                    "io.migrate.migrator.histories",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.sql",
                                    "io.migrate.migrator.url",
                                    "org.slf4j",
                                    "java.sql")),
                    Map.entry(
                            "io.migrate.migrator",
                            Set.of(
                                    "io.migrate.migrator.configuration",
                                    "io.migrate.migrator.command",
                                    "io.migrate.migrator.connection",
                                    "io.migrate.migrator.folder",
                                    "io.migrate.migrator.report",
                                    "io.migrate.migrator.settings",
                                    "io.migrate.migrator.url",
                                    "org.slf4j",
                                    "java.io",
                                    "java.nio.file")));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(
                            "io.migrate.certs", "io.migrate.webhook", "io.migrate.migrator");

    @Test
    void everyPackageIsListed() {
        var rooms = new TreeSet<String>();
        CLASSES.forEach(each -> rooms.add(each.getPackageName()));
        assertThat(rooms).isEqualTo(new TreeSet<>(ARROWS.keySet()));
    }

    @Test
    void packagesDependOnlyOnListedPackages() {
        var forbidden = new TreeSet<String>();
        for (JavaClass each : CLASSES) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive()
                        && !allowed(each.getPackageName(), target.getPackageName())) {
                    forbidden.add(each.getName() + " knows " + target.getName());
                }
            }
        }
        assertThat(forbidden).isEmpty();
    }

    /// Jackson's own readers keep the names of members for the whole process. The log only writes.
    @Test
    void theWebhookReadsJsonWithItsOwnReaders() {
        noClasses()
                .that()
                .resideInAPackage("io.migrate.webhook..")
                .and()
                .resideOutsideOfPackages("io.migrate.webhook.yaml", "io.migrate.webhook.log")
                .should()
                .callConstructor(ObjectMapper.class)
                .orShould()
                .callConstructor(JsonFactory.class)
                .orShould()
                .callMethod(JsonFactory.class, "builder")
                .check(CLASSES);
    }

    private static boolean allowed(String room, String known) {
        return room.equals(known)
                || within(known, JDK)
                || within(known, ARROWS.getOrDefault(room, Set.of()));
    }

    private static boolean within(String known, Set<String> packages) {
        return packages.stream()
                .anyMatch(each -> known.equals(each) || known.startsWith(each + "."));
    }
}
