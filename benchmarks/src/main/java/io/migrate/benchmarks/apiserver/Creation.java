package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Creates Pods in the namespace `shop`, and deletes them.
///
/// @param api client with administrator rights, which API servers do not throttle
record Creation(Api api) {
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    /// Creates Pods concurrently and deletes them.
    ///
    /// @throws IOException if one is rejected or not as expected
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

    /// Creates Pods without checking the responses.
    Load<Api.Answer> burst(Kind kind, int count, int atATime)
            throws InterruptedException, ExecutionException {
        return Load.of(count, atATime, _ -> () -> api.create(PODS, kind.pod()));
    }

    /// The responses for Pods that were not created as expected.
    static List<String> failures(Kind kind, Load<Api.Answer> load) {
        return load.answers().stream()
                .filter(each -> each.status() != 201 || !kind.isAsExpected(each.body()))
                .map(each -> each.status() + " " + each.body())
                .toList();
    }

    /// Deletes all Pods, so that etcd and the API server's cache do not grow.
    void clear() throws IOException, InterruptedException {
        Api.Answer answer = api.delete(PODS + "?gracePeriodSeconds=0");
        if (answer.status() != 200) {
            throw new IOException("Pods not deleted: " + answer.status() + " " + answer.body());
        }
    }
}
