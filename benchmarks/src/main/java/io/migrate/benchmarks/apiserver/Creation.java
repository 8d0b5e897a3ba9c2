package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Creates Pods in the namespace `shop`, and clears it.
///
/// @param api as an administrator, to whom API servers give all that they can
record Creation(Api api) {
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    /// Creates Pods, several at a time, and deletes them.
    ///
    /// @throws IOException if one is refused, or is not as it should be
    Load<Api.Answer> round(Kind kind, int count, int atATime)
            throws IOException, InterruptedException, ExecutionException {
        Load<Api.Answer> load = burst(kind, count, atATime);
        List<String> failures = failures(kind, load);
        if (!failures.isEmpty()) {
            throw new IOException(
                    "%d of %d Pods failed, such as %s"
                            .formatted(failures.size(), count, failures.getFirst()));
        }
        clear();
        return load;
    }

    /// Creates Pods, whatever becomes of them.
    Load<Api.Answer> burst(Kind kind, int count, int atATime)
            throws InterruptedException, ExecutionException {
        return Load.of(count, atATime, _ -> () -> api.create(PODS, kind.pod()));
    }

    /// Whatever was answered to those that were not created, or not as they should be.
    static List<String> failures(Kind kind, Load<Api.Answer> load) {
        return load.answers().stream()
                .filter(each -> each.status() != 201 || !kind.isRight(each.body()))
                .map(each -> each.status() + " " + each.body())
                .toList();
    }

    /// So that neither etcd nor the API server's memory of Pods grows.
    void clear() throws IOException, InterruptedException {
        Api.Answer answer = api.delete(PODS + "?gracePeriodSeconds=0");
        if (answer.status() != 200) {
            throw new IOException("not deleted: " + answer.status() + " " + answer.body());
        }
    }
}
