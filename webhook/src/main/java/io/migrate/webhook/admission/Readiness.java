package io.migrate.webhook.admission;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Whether the server is ready for traffic.
///
/// Some conditions must always be met, others only before the first traffic: if an overwritten
/// `caBundle` made replicas unready, it would remove all of them from the Service at once.
public final class Readiness {
    private final List<Gate> always;
    private final List<Gate> atFirst;
    private volatile Optional<String> cold;
    private volatile boolean wasReady;
    private volatile boolean draining;
    private volatile boolean withdrawn;

    /// A condition.
    ///
    /// @param name in the response to the probe
    /// @param missing why the condition is not met; empty if it is
    public record Gate(String name, Supplier<Optional<String>> missing) {
        private Stream<String> lines() {
            return missing.get().map(why -> name + ": " + why).stream();
        }
    }

    private Readiness(List<Gate> always, List<Gate> atFirst, Optional<String> cold) {
        this.always = List.copyOf(always);
        this.atFirst = List.copyOf(atFirst);
        this.cold = cold;
    }

    /// Returns the readiness of a server that becomes ready once all conditions are met and it has
    /// been warmed up.
    ///
    /// @param always conditions that must stay met
    /// @param atFirst conditions that must be met only once
    public static Readiness of(List<Gate> always, List<Gate> atFirst) {
        return new Readiness(always, atFirst, Optional.of("not completed yet"));
    }

    /// Returns the readiness of a server that is ready as soon as it listens.
    static Readiness ofListening() {
        return new Readiness(List.of(), List.of(), Optional.empty());
    }

    /// Returns a line for each condition that is not met; none if the server is ready.
    public List<String> missing() {
        if (withdrawn) {
            return List.of("draining: the process is shutting down");
        }
        Stream<String> first =
                wasReady
                        ? Stream.empty()
                        : Stream.concat(
                                atFirst.stream().flatMap(Gate::lines),
                                new Gate("warm-up", () -> cold).lines());
        List<String> missing = Stream.concat(always.stream().flatMap(Gate::lines), first).toList();
        wasReady |= missing.isEmpty();
        return missing;
    }

    void warm() {
        cold = Optional.empty();
    }

    void drain() {
        draining = true;
    }

    void withdraw() {
        withdrawn = true;
    }

    boolean isDraining() {
        return draining;
    }
}
