package io.migrate.webhook.admission;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Whether traffic is welcome.
///
/// Some things have to hold always. Others only gate the first time: had every replica to have them
/// always, one overwritten `caBundle` would take all of them out of the Service at once.
public final class Readiness {
    private final List<Gate> always;
    private final List<Gate> atFirst;
    private volatile Optional<String> cold;
    private volatile boolean wasReady;
    private volatile boolean draining;

    /// Something that has to hold.
    ///
    /// @param name how it is called in the answer to the probe
    /// @param missing why it does not hold; empty if it does
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

    /// Ready for the first time when all of these hold and the server has been warmed up.
    ///
    /// @param always what has to hold later, too
    /// @param atFirst what gates only the first time
    public static Readiness of(List<Gate> always, List<Gate> atFirst) {
        return new Readiness(always, atFirst, Optional.of("it has not ended"));
    }

    /// Ready as soon as it listens.
    static Readiness ofListening() {
        return new Readiness(List.of(), List.of(), Optional.empty());
    }

    /// What is missing, a line each; nothing if traffic is welcome.
    public List<String> missing() {
        if (draining) {
            return List.of("draining: the process was told to end");
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

    boolean isDraining() {
        return draining;
    }
}
