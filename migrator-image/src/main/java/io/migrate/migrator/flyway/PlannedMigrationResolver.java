package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;

import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.executor.MigrationExecutor;
import org.flywaydb.core.api.migration.baseline.BaselineResolvedMigration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.resolver.ResolvedMigrationImpl;
import org.flywaydb.core.internal.resolver.sql.SqlMigrationExecutor;

import java.util.Collection;
import java.util.List;

/// Resolves pending migrations whose text differs from their file, because they begin and commit
/// transactions. Flyway parses and runs them as its own. Their version, description and checksum
/// come from the plan, because Flyway's resolver would derive them from file names and from the
/// changed text.
final class PlannedMigrationResolver implements MigrationResolver {
    private final List<Plan.Step> pending;

    PlannedMigrationResolver(List<Plan.Step> pending) {
        this.pending = List.copyOf(pending);
    }

    @Override
    public Collection<ResolvedMigration> resolveMigrations(Context context) {
        return pending.stream().map(step -> resolved(step, context)).toList();
    }

    private static ResolvedMigration resolved(Plan.Step step, Context context) {
        Migration migration = step.migration();
        var script =
                context.sqlScriptFactory.createSqlScript(
                        context.resourceProvider.getResource(migration.script()),
                        context.configuration.isMixed(),
                        context.resourceProvider);
        var executor =
                new SqlMigrationExecutor(context.sqlScriptExecutorFactory, script, false, false);
        return switch (migration.identity()) {
            case Identity.Baseline(var version) ->
                    new BaselineResolvedMigration(
                            MigrationVersion.fromVersion(version.text()),
                            migration.description(),
                            migration.script(),
                            migration.checksum(),
                            null,
                            migration.script(),
                            executor,
                            context.configuration);
            case Identity.Repeatable _ -> sql(null, migration, executor);
            case Identity.Versioned _, Identity.Stamped _, Identity.Named _ ->
                    sql(MigrationVersion.fromVersion(step.version().text()), migration, executor);
        };
    }

    private static ResolvedMigration sql(
            MigrationVersion version, Migration migration, MigrationExecutor executor) {
        return new ResolvedMigrationImpl(
                version,
                migration.description(),
                migration.script(),
                migration.checksum(),
                null,
                CoreMigrationType.SQL,
                migration.script(),
                executor);
    }
}
