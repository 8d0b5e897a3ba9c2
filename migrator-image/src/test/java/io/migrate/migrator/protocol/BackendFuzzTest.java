package io.migrate.migrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.Postgres;
import io.migrate.migrator.protocol.HostileBackend.Conversation;
import io.migrate.migrator.protocol.ScramServer.Flaw;
import io.migrate.migrator.url.ConnectionTarget;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/// A hostile server gets no password, and its answer is the true one or none.
/// `-Dconversations=100000` for more of them, `-Dseed=` for the same again; the seed is in every
/// failure.
@Timeout(1800)
class BackendFuzzTest {
    private static final int CONVERSATIONS = Integer.getInteger("conversations", 1500);

    /// Most conversations wait for each other.
    private static final int AT_ONCE = 8;

    private static final Duration SHORT = Duration.ofMillis(400);

    /// How much longer than the limit a busy machine may take.
    private static final Duration SLACK = Duration.ofSeconds(15);

    private static final List<String> QUERIES =
            List.of(
                    "SELECT 'other'; BEGIN READ ONLY; SET LOCAL search_path = x;"
                            + " SELECT x, md5(x::text), NULL, '' FROM generate_series(1, 5) AS x",
                    "SELECT 7; COMMIT");

    private static final Mutation[] MUTATIONS = Mutation.values();
    private static final Flaw[] FLAWS = Flaw.values();

    private static List<List<byte[]>> turns;
    private static List<List<List<Optional<String>>>> truth;

    @BeforeAll
    static void record() throws Exception {
        // Starts the server.
        Postgres database = Postgres.database();
        turns = Messages.record(Postgres.port(), QUERIES);
        truth = answers(Question.target(database.url()), Question.LIMIT).orElseThrow();
        assertThat(truth.getFirst()).hasSize(5);
    }

    private static Optional<List<List<List<Optional<String>>>>> answers(
            ConnectionTarget target, Duration limit) {
        try (Backend backend = Backend.open(target, "test", limit)) {
            var answers = new ArrayList<List<List<Optional<String>>>>();
            for (String query : QUERIES) {
                answers.add(backend.query(query));
            }
            return Optional.of(answers);
        } catch (Unanswered e) {
            assertThat(e).hasMessageNotContaining(Postgres.PASSWORD);
            return Optional.empty();
        }
    }

    /// One conversation.
    ///
    /// @param parameters of the URL
    private static Optional<List<List<List<Optional<String>>>>> converse(
            Conversation conversation, String parameters, Duration limit) throws Exception {
        try (var server = new HostileBackend(conversation)) {
            String url =
                    "postgresql://shop:%s@127.0.0.1:%d/shop?%s"
                            .formatted(Postgres.PASSWORD, server.port(), parameters);
            long start = System.nanoTime();
            var answers = answers(Question.target(url), limit);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plus(SLACK));
            String received = server.received();
            assertThat(received).doesNotContain(Postgres.PASSWORD);
            if (forbidsProof(parameters)) {
                assertThat(received).doesNotContain(",p=").doesNotContain("n=,r=");
            }
            if (parameters.contains("sslmode=require")) {
                assertThat(received).doesNotContain("shop");
                assertThat(answers).isEmpty();
            }
            return answers;
        }
    }

    private static boolean forbidsProof(String parameters) {
        return parameters.contains("channel_binding=require")
                || parameters.contains("require_auth=md5")
                || parameters.contains("!scram-sha-256")
                || parameters.contains("sslmode=require");
    }

    private static Conversation conversation(
            String encryption, Optional<ScramServer> scram, UnaryOperator<List<byte[]>> change) {
        return new Conversation(encryption, scram, turns, change);
    }

    private static Optional<ScramServer> scram(String password, Flaw flaw) {
        return Optional.of(new ScramServer(password, 4096, flaw));
    }

    @Test
    void unchangedConversationsAreAnswered() throws Exception {
        for (String parameters : List.of("", "sslmode=disable", "require_auth=scram-sha-256")) {
            assertThat(
                            converse(
                                    conversation(
                                            "N",
                                            scram(Postgres.PASSWORD, Flaw.NONE),
                                            UnaryOperator.identity()),
                                    parameters,
                                    Question.LIMIT))
                    .contains(truth);
        }
        assertThat(
                        converse(
                                conversation("N", Optional.empty(), UnaryOperator.identity()),
                                "",
                                Question.LIMIT))
                .contains(truth);
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void aServerThatDoesNotKnowThePasswordIsNotBelieved(Flaw flaw) throws Exception {
        assertThat(
                        converse(
                                conversation("N", scram("other", flaw), UnaryOperator.identity()),
                                "",
                                Question.LIMIT))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aFlawEndsTheLogin(Flaw flaw) throws Exception {
        assertThat(
                        converse(
                                conversation(
                                        "N",
                                        scram(Postgres.PASSWORD, flaw),
                                        UnaryOperator.identity()),
                                "",
                                Question.LIMIT))
                .isEmpty();
    }

    /// Not even the name of the user is sent where encryption is demanded.
    @ParameterizedTest
    @ValueSource(strings = {"N", "S", "E", "\0", "", "SS", "Ssecret", "S\26\3\3\0\2\1\0"})
    void encryptionCannotBeStripped(String answer) throws Exception {
        assertThat(
                        converse(
                                conversation(answer, Optional.empty(), UnaryOperator.identity()),
                                "sslmode=require",
                                Question.LIMIT))
                .isEmpty();
    }

    /// As the server of CVE-2021-23222: what somebody put behind the answer is not read as the
    /// server's.
    @Test
    void plainTextBehindTheAnswerIsNotRead() throws Exception {
        assertThat(
                        converse(
                                conversation("S", Optional.empty(), UnaryOperator.identity()),
                                "sslmode=prefer",
                                Question.LIMIT))
                .isEmpty();
    }

    @Test
    void aHostileServerGetsNothing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var running = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < CONVERSATIONS; i++) {
                // One conversation can be made again without those before it.
                long own = i == 0 ? seed : random.nextLong();
                running.add(threads.submit(() -> isAnswered(own)));
            }
            int answered = 0;
            for (Future<Boolean> each : running) {
                answered += each.get() ? 1 : 0;
            }
            System.err.printf(
                    "BackendFuzzTest: %d of %d answered, -Dseed=%d%n",
                    answered, CONVERSATIONS, seed);
            if (CONVERSATIONS >= 1000) {
                assertThat(answered).isBetween(CONVERSATIONS / 100, CONVERSATIONS * 2 / 3);
            }
        }
    }

    private static boolean isAnswered(long seed) {
        var random = new Random(seed);
        int turn = random.nextInt(5);
        var mutations = new ArrayList<Mutation>();
        do {
            mutations.add(MUTATIONS[random.nextInt(MUTATIONS.length)]);
        } while (random.nextInt(3) == 0);
        String parameters =
                List.of(
                                "",
                                "sslmode=disable",
                                "require_auth=scram-sha-256",
                                "require_auth=md5",
                                "require_auth=!scram-sha-256",
                                "channel_binding=require",
                                "sslmode=require")
                        .get(Math.max(0, random.nextInt(14) - 7));
        boolean isTrusted = random.nextInt(4) == 0;
        boolean isImpostor = !isTrusted && random.nextInt(3) == 0;
        if (isImpostor) {
            parameters = "require_auth=scram-sha-256";
        }
        Flaw flaw = random.nextInt(4) == 0 ? FLAWS[random.nextInt(FLAWS.length)] : Flaw.NONE;
        var server =
                new ScramServer(
                        isImpostor ? "other" : Postgres.PASSWORD, 1 + random.nextInt(50), flaw);
        boolean isSlow = mutations.contains(Mutation.DRIP) || mutations.contains(Mutation.SILENCE);
        var conversation =
                conversation(
                        "N",
                        isTrusted ? Optional.empty() : Optional.of(server),
                        change(turn, mutations, random));
        try {
            var answers = converse(conversation, parameters, isSlow ? SHORT : Question.LIMIT);
            if (isImpostor) {
                assertThat(answers).isEmpty();
            }
            answers.ifPresent(given -> assertThat(given).isEqualTo(truth));
            return answers.isPresent();
        } catch (Exception | AssertionError | OutOfMemoryError e) {
            throw new AssertionError(
                    "%s in turn %d, %s, %s; again with -Dseed=%d -Dconversations=1"
                            .formatted(mutations, turn, server, parameters, seed),
                    e);
        }
    }

    /// Changes the messages of one turn.
    private static UnaryOperator<List<byte[]>> change(
            int turn, List<Mutation> mutations, Random random) {
        int[] number = {0};
        return messages -> {
            if (number[0]++ == turn) {
                for (Mutation each : mutations) {
                    if (!messages.isEmpty()) {
                        each.apply(messages, random);
                    }
                }
            }
            return messages;
        };
    }
}
