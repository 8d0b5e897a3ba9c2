package io.migrate.webhook.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the observer keeps of a Pod.
///
/// @param controller the object that controls the Pod
/// @param rollout a text that all Pods of one version of a workload share; empty where versions
///   cannot be distinguished
/// @param onNode when its Node accepted the Pod, or gave it its newest sandbox; empty before
/// @param isActive whether the Pod is neither finished nor being deleted
/// @param migrations in their order; empty if the webhook did not inject the Pod
public record PodMigrations(
        String namespace,
        String name,
        String uid,
        Optional<Owner> controller,
        String rollout,
        Optional<Instant> onNode,
        boolean isActive,
        List<Migration> migrations) {
    /// Copies the list.
    public PodMigrations {
        migrations = List.copyOf(migrations);
    }

    /// Returns the same Pod after its deletion.
    public PodMigrations deleted() {
        return new PodMigrations(
                namespace, name, uid, controller, rollout, onNode, false, migrations);
    }

    /// Returns whether a migration exceeded its own timeouts and is still not done.
    public boolean isStuck(Migration migration, Instant now) {
        return isActive
                && migration.phase(now) != Phase.MIGRATED
                && onNode.filter(since -> since.plus(migration.timeout()).isBefore(now))
                        .isPresent();
    }

    /// Returns why the Pod does not start; empty if no migration keeps it from starting.
    public Optional<Obstacle> obstacle(Instant now) {
        return migrations.stream()
                .filter(_ -> isActive)
                .flatMap(each -> obstacle(each, now).stream())
                .findFirst();
    }

    private Optional<Obstacle> obstacle(Migration migration, Instant now) {
        String under = " under policy " + migration.policy();
        return switch (migration.state().at(now)) {
            case MigrationState.Blocked(var why) ->
                    Optional.of(
                            new Obstacle(
                                    name, "cannot start" + under, why.sentence(namespace, name)));
            case MigrationState.Failed _ ->
                    Optional.of(
                            new Obstacle(
                                    name,
                                    "fails" + under,
                                    "Log: kubectl -n %s logs %s -c %s"
                                            .formatted(namespace, name, migration.container())));
            case MigrationState.Waiting _, MigrationState.Running _, MigrationState.Migrated _ ->
                    Optional.empty();
        };
    }

    /// Returns the Pod itself as the object of an Event.
    Owner self() {
        return new Owner("v1", "Pod", name, uid);
    }
}
