package io.migrate.webhook.workload;

import static io.migrate.webhook.workload.Fixtures.annotate;
import static io.migrate.webhook.workload.Fixtures.image;
import static io.migrate.webhook.workload.Fixtures.mark;
import static io.migrate.webhook.workload.Fixtures.report;
import static io.migrate.webhook.workload.Fixtures.warnings;
import static io.migrate.webhook.workload.Fixtures.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/// What only the object that makes the Pods can know. Rows beside each other differ in one thing:
/// one is warned about, the other is the negative control.
class WorkloadCheckerTest {
    private static final String TOO_LONG =
            " that the migration may take (timeout), so a rollout may be reported as failed during"
                    + " the migration; increase the deadline or decrease the timeout";
    private static final String TOO_LONG_FOR_A_JOB =
            " that the migration may take (timeout), so the Job may be terminated during the"
                    + " migration; increase the deadline or decrease the timeout";
    private static final String ONE_TRY =
            " permanently, for example while the database is not available yet; use 1 or more to"
                    + " allow retries";
    private static final String TOGETHER =
            ", and each starts with the migration: one migrates, the others wait for it or check"
                    + " again; consider migrating in another workload and migrate.io/mode: wait in"
                    + " this one";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                   |                                            |
                    {progressDeadlineSeconds: 481}       |                                            |
                    {progressDeadlineSeconds: 480}       |                                            | spec.progressDeadlineSeconds: 480 seconds do not exceed the 8m
                    {progressDeadlineSeconds: 599}       | migrate.io/timeout: 10m                    | spec.progressDeadlineSeconds: 599 seconds do not exceed the 10m
                    {}                                   | migrate.io/timeout: 10m                    | spec.progressDeadlineSeconds: 600 seconds do not exceed the 10m
                    {}                                   | migrate.io/timeout: 599s                   |
                    {}                                   | {migrate.io/timeout: 1h, migrate.io/mode: wait}     | spec.progressDeadlineSeconds: 600 seconds do not exceed the 60m
                    {}                                   | {migrate.io/timeout: 1h, migrate.io/mode: validate} |
                    {progressDeadlineSeconds: 2147483647} | migrate.io/timeout: 9999h                 |
                    """)
    void aDeploymentMayHaveLessPatienceThanTheMigration(
            String spec, String annotations, String warning) {
        ObjectNode deployment = annotated(workload("DEPLOYMENT", spec), annotations);
        assertThat(warnings(deployment)).isEqualTo(expected(warning, TOO_LONG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {jobTargetRef: {backoffLimit: 1, template: %s}} |
                    {jobTargetRef: {backoffLimit: 0, template: %s}} | spec.jobTargetRef.backoffLimit: with 0, one failed migration fails the Job
                    {jobs: [{template: {spec: {backoffLimit: 0, template: %s}}}]} | spec.jobs[0].template.spec.backoffLimit: with 0, one failed migration fails the Job
                    {pods: {limit: 0, template: %s}} |
                    %s |
                    """)
    void aJobInsideACustomResourceIsRecognized(String spec, String warning) {
        ObjectNode thing = workload("OTHER", "{}");
        String template = thing.at("/spec/template").toString();
        thing.set("spec", Fixtures.tree(spec.formatted(template)));
        assertThat(warnings(thing)).isEqualTo(expected(warning, ONE_TRY));
    }

    @Test
    void aRolloutHasTheDeadlineOfADeployment() {
        assertThat(warnings(workload("ROLLOUT", "{progressDeadlineSeconds: 481}"))).isEmpty();
        assertThat(warnings(workload("ROLLOUT", "{progressDeadlineSeconds: 480}")))
                .containsExactly(
                        "spec.progressDeadlineSeconds: 480 seconds do not exceed the 8m"
                                + TOO_LONG);
    }

    @Test
    void withoutATimeoutNoDeadlineIsLongEnough() {
        ObjectNode deployment = annotate(Fixtures.deployment(), "migrate.io/timeout: 0s");
        assertThat(warnings(deployment))
                .singleElement()
                .asString()
                .startsWith(
                        "spec.progressDeadlineSeconds: 600 seconds do not exceed the migration's"
                                + " time limit")
                .contains("because it has none (timeout 0s)");
    }

    @Test
    void severalMigratorsTakeTheirTimesOneAfterAnother() {
        ObjectNode deployment =
                annotate(Fixtures.deployment(), "migrate.io/policy: \"orders,stock\"");
        PodTemplate.in(deployment)
                .getFirst()
                .pod()
                .withObject("/metadata/annotations")
                .remove("migrate.io/source");
        assertThat(report(deployment, twoPolicies("4m", "5m59s")).warnings()).isEmpty();
        assertThat(report(deployment, twoPolicies("4m", "6m")).warnings())
                .containsExactly(
                        "spec.progressDeadlineSeconds: 600 seconds do not exceed the 10m"
                                + TOO_LONG);
    }

    private static Policies twoPolicies(String first, String second) {
        String spec = "{source: {type: Migrator}, run: {timeout: %s}}";
        return Fixtures.policies(
                "{orders: %s}".formatted(spec.formatted(first)),
                "{stock: %s}".formatted(spec.formatted(second)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    JOB      | spec                  | {} |
                    JOB      | spec                  | {backoffLimit: 1} |
                    JOB      | spec                  | {backoffLimit: 0}                                | backoffLimit: with 0, one failed migration fails the Job
                    JOB      | spec                  | {backoffLimitPerIndex: 0}                        | backoffLimitPerIndex: with 0, one failed migration fails the index
                    CRON_JOB | spec.jobTemplate.spec | {backoffLimit: 1} |
                    CRON_JOB | spec.jobTemplate.spec | {backoffLimit: 0}                                | backoffLimit: with 0, one failed migration fails the Job
                    """)
    void aJobMayHaveOneTryOnly(String kind, String path, String spec, String warning) {
        assertThat(warnings(workload(kind, spec)))
                .isEqualTo(expected(warning == null ? null : path + "." + warning, ONE_TRY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    JOB      | spec                  | {parallelism: 1}                                        |                       |
                    JOB      | spec                  | {parallelism: 3}                                        |                       | parallelism: 3 Pods at once
                    JOB      | spec                  | {parallelism: 3, completions: 1}                        |                       |
                    JOB      | spec                  | {parallelism: 3, completions: 2}                        |                       | parallelism: 2 Pods at once
                    JOB      | spec                  | {parallelism: 3}                                        | migrate.io/mode: wait |
                    JOB      | spec                  | {completions: 4}                                        |                       |
                    JOB      | spec                  | {completions: 4, completionMode: Indexed}               |                       | completionMode: Indexed Pods
                    JOB      | spec                  | {completions: 1, completionMode: Indexed}               |                       |
                    CRON_JOB | spec.jobTemplate.spec | {parallelism: 2}                                        |                       | parallelism: 2 Pods at once
                    """)
    void aJobMayMigrateInParallel(
            String kind, String path, String spec, String annotations, String warning) {
        assertThat(warnings(annotated(workload(kind, spec), annotations)))
                .isEqualTo(expected(warning == null ? null : path + "." + warning, TOGETHER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    JOB      | {activeDeadlineSeconds: 481} |
                    JOB      | {activeDeadlineSeconds: 480} | spec.activeDeadlineSeconds: 480 seconds do not exceed the 8m
                    CRON_JOB | {activeDeadlineSeconds: 480} | spec.jobTemplate.spec.activeDeadlineSeconds: 480 seconds do not exceed the 8m
                    """)
    void aJobMayHaveLessPatienceThanTheMigration(String kind, String spec, String warning) {
        assertThat(warnings(workload(kind, spec))).isEqualTo(expected(warning, TOO_LONG_FOR_A_JOB));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {replicas: 3}                                 |                           | spec.podManagementPolicy: with OrderedReady, api-0 migrates and the other Pods wait for it; on an update, api-2 migrates first, while the others still run the previous release
                    {replicas: 2, ordinals: {start: 5}}           |                           | spec.podManagementPolicy: with OrderedReady, api-5 migrates and the other Pods wait for it; on an update, api-6 migrates first, while the others still run the previous release
                    {replicas: 3}                                 | migrate.io/mode: wait     |
                    {replicas: 3, podManagementPolicy: Parallel}  |                           |
                    {replicas: 1}                                 |                           |
                    {}                                            |                           |
                    {updateStrategy: {type: OnDelete}}            |                           | spec.updateStrategy: with OnDelete, a new release migrates only when a Pod is deleted manually
                    {updateStrategy: {type: OnDelete}}            | migrate.io/mode: validate |
                    {updateStrategy: {type: RollingUpdate}}       |                           |
                    """)
    void aStatefulSetMigratesOnOneOfItsPods(String spec, String annotations, String warning) {
        assertThat(warnings(annotated(workload("STATEFUL_SET", spec), annotations)))
                .isEqualTo(expected(warning, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "api, true",
        "api:latest, true",
        "registry.example.com:5000/shop/api, true",
        "registry.example.com:5000/shop/api:latest, true",
        "api:1.4.0, false",
        "registry.example.com:5000/shop/api:1.4.0, false",
        "api@sha256:0000000000000000000000000000000000000000000000000000000000000000, false",
        "api:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000, false",
        "'', false",
    })
    void migrationsMayComeFromWhateverIsLatest(String image, boolean warned) {
        assertThat(warnings(image(Fixtures.deployment(), image)))
                .isEqualTo(warned ? List.of(latest("container api", image)) : List.of());
    }

    @Test
    void onlyTheImageThatMigrationsComeFromCounts() {
        ObjectNode other =
                annotate(image(Fixtures.deployment(), "api"), "migrate.io/source: migrator");
        assertThat(warnings(other)).isEmpty();
        ObjectNode named =
                annotate(Fixtures.deployment(), "migrate.io/source: \"image/corp/sql:/sql\"");
        assertThat(warnings(named)).containsExactly(latest("source", "corp/sql"));
    }

    private static String latest(String whose, String image) {
        return "%s: image \"%s\" has no fixed version, so two Pods may contain different migrations; use a version tag or a digest"
                .formatted(whose, image);
    }

    /// The template is what counts; keys elsewhere are a mistake, unless they are there too.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    annotations: {migrate.io/mode: wait}              | migrate.io/mode: has no effect on the Deployment; set it on the Pods, in metadata.annotations of the template |
                    annotations: {migrate.io/enabled: "true"}         |  |
                    annotations: {migrate.io/status: x}               |  |
                    annotations: {example.com/mode: wait}             |  |
                    labels: {migrate.io/mode: wait}                   | migrate.io/mode: has no effect as a label on the Deployment; set it on the Pods, in metadata.annotations of the template |
                    labels: {migrate.io/enabled: "true"}              |  |
                    labels: {migrate.io/db-access: shop}              |  |
                    annotations: {migrate.io/enabeld: "true"}         |  | migrate.io/enabeld: has no effect on the Deployment; set annotations of the Pods in metadata.annotations of the template
                    labels: {migrate.io/injection: disabled}          |  | migrate.io/injection: has no effect on the Deployment; set it on the Pods, in metadata.labels of the template
                    annotations: {migrate.io/injection: disabled}     |  | migrate.io/injection: has no effect on the Deployment; set it on the Pods, in metadata.labels of the template
                    """)
    void keysMayStandInTheWrongPlace(String metadata, String problem, String warning) {
        WorkloadReport report = report(mark(Fixtures.deployment(), metadata), Fixtures.NO_POLICY);
        assertThat(report.problems())
                .extracting(Problem::toString)
                .isEqualTo(expected(problem, ""));
        assertThat(report.warnings()).isEqualTo(expected(warning, ""));
    }

    @Test
    void theTemplateOfACronJobsJobsIsTheWrongPlaceToo() {
        ObjectNode cronJob = workload("CRON_JOB", "{}");
        cronJob.withObject("/spec/jobTemplate/metadata/annotations").put("migrate.io/mode", "wait");
        assertThat(report(cronJob, Fixtures.NO_POLICY).problems())
                .singleElement()
                .asString()
                .startsWith("migrate.io/mode: has no effect on the jobTemplate;");
    }

    @Test
    void whoseTemplateIsOptedOutMaySayWhatHeLikes() {
        ObjectNode deployment = mark(Fixtures.deployment(), "annotations: {migrate.io/mode: wait}");
        assertThat(report(deployment, Fixtures.NO_POLICY).problems()).hasSize(1);
        PodTemplate.in(deployment)
                .getFirst()
                .pod()
                .withObject("/metadata/labels")
                .put("migrate.io/injection", "disabled");
        assertThat(report(deployment, Fixtures.NO_POLICY).problems()).isEmpty();
    }

    /// Whatever is not migrated is nobody's business, and a Pod is not a workload.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POD")
    void nothingIsSaidOfWorkloadsThatDoNotMigrate(WorkloadKind kind) {
        String spec =
                """
                {progressDeadlineSeconds: 1, backoffLimit: 0, parallelism: 3, activeDeadlineSeconds: 1,
                 replicas: 3, updateStrategy: {type: OnDelete}}
                """;
        ObjectNode object = image(workload(kind.name(), spec), "api");
        annotate(object, "migrate.io/enabled: \"false\"");
        assertThat(warnings(object)).isEmpty();
    }

    private static ObjectNode annotated(ObjectNode object, String annotations) {
        return annotations == null ? object : annotate(object, annotations.replaceAll("[{}]", ""));
    }

    private static List<String> expected(String warning, String rest) {
        return warning == null ? List.of() : List.of(warning + rest);
    }
}
