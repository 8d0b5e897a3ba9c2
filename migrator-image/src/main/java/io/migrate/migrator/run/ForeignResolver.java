package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;

import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.resolver.ResolvedMigrationImpl;
import org.flywaydb.core.internal.resolver.sql.SqlMigrationExecutor;

import java.util.Collection;
import java.util.List;

/// Hands Flyway the pending migrations of another tool, to be parsed and run as its own. A file
/// name made up for Flyway would turn the underscores of the tool's names into spaces, and its
/// checksum would be over what we make of the text: version, description and checksum come from the
/// plan.
final class ForeignResolver implements MigrationResolver {
    private final List<Plan.Step> pending;

    ForeignResolver(List<Plan.Step> pending) {
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
        return new ResolvedMigrationImpl(
                MigrationVersion.fromVersion(step.version().text()),
                migration.description(),
                migration.script(),
                migration.checksum(),
                null,
                CoreMigrationType.SQL,
                migration.script(),
                new SqlMigrationExecutor(context.sqlScriptExecutorFactory, script, false, false));
    }
}
