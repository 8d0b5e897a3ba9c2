package io.migrate.migrator.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a hostile server makes of the messages of one turn.
enum Mutation {
    TRUNCATE,
    LENGTH,
    SWAP,
    DUPLICATE,
    DROP,
    INSERT,
    FLIP,
    ENDLESS,
    DRIP,
    SILENCE;

    /// In place of a message: what the server does with those after it.
    static final byte[] CLOSE = {};

    static final byte[] SLOWLY = {};
    static final byte[] NEVER = {};
    static final byte[] ENDLESSLY = {};

    private static final List<byte[]> STRANGE =
            List.of(
                    Messages.of('E', "SERROR\0VERROR\0C42601\0Msyntax error\0\0"),
                    Messages.of('E', "SFATAL"),
                    Messages.of('E', ""),
                    Messages.of('N', "SNOTICE\0VNOTICE\0C00000\0Mhello\0\0"),
                    Messages.of('A', "\0\0\0\1channel\0payload\0"),
                    Messages.of('G', "\0\0\1\0\0"),
                    Messages.of('H', "\0\0\1\0\0"),
                    Messages.of('W', "\0\0\1\0\0"),
                    Messages.of('I', ""),
                    Messages.of('s', ""),
                    Messages.of('1', ""),
                    Messages.of('v', "\0\3\0\0\0\0\0\1_pq_.x\0"),
                    Messages.of('T', "\0\0"),
                    Messages.of('T', "\177\177"),
                    Messages.of('D', "\0\0"),
                    Messages.of('D', "\0\1\177\177\177\177x"),
                    Messages.of('C', "SELECT 0\0"),
                    Messages.of('Z', "E"),
                    Messages.of('Z', ""),
                    Messages.of('\0', ""),
                    Messages.authentication(0, ""),
                    Messages.authentication(3, ""),
                    Messages.authentication(5, "salt"),
                    Messages.authentication(7, ""),
                    Messages.authentication(9, ""),
                    Messages.authentication(10, "SCRAM-SHA-256\0\0"),
                    Messages.authentication(11, "r=x,s=x,i=1"),
                    Messages.authentication(12, "v=x"));

    private static final int HEADER = 5;

    private static final List<Integer> LENGTHS =
            List.of(0, 1, 3, 4, 5, -1, 64 << 20, (8 << 20) + 5, 16 << 10, Integer.MIN_VALUE);

    /// Changes the messages of a turn.
    void apply(List<byte[]> messages, Random random) {
        int at = random.nextInt(messages.size());
        byte[] one = messages.get(at);
        switch (this) {
            case TRUNCATE -> {
                messages.set(at, Arrays.copyOf(one, random.nextInt(one.length + 1)));
                messages.add(at + 1, CLOSE);
            }
            case LENGTH -> messages.set(at, relabeled(one, random));
            case SWAP -> swap(messages, at, random.nextInt(messages.size()));
            case DUPLICATE -> duplicate(messages, at, random);
            case DROP -> messages.remove(at);
            case INSERT -> messages.add(at, STRANGE.get(random.nextInt(STRANGE.size())));
            case FLIP -> messages.set(at, flipped(one, random));
            case ENDLESS -> messages.add(at, ENDLESSLY);
            case DRIP -> messages.add(at, SLOWLY);
            case SILENCE -> messages.add(at, NEVER);
        }
    }

    private static byte[] relabeled(byte[] message, Random random) {
        byte[] changed = message.clone();
        if (changed.length >= HEADER) {
            int length = ByteBuffer.wrap(changed).getInt(1);
            int other =
                    random.nextBoolean()
                            ? length + random.nextInt(9) - 4
                            : LENGTHS.get(random.nextInt(LENGTHS.size()));
            ByteBuffer.wrap(changed).putInt(1, other);
        }
        return changed;
    }

    /// A row that takes the place of another one is another row, which nobody can see.
    private static void duplicate(List<byte[]> messages, int at, Random random) {
        byte[] one = messages.get(at);
        if (one.length == 0 || Messages.type(one) != 'D') {
            messages.add(at + random.nextInt(messages.size() - at), one);
        }
    }

    /// Rows in another order are other rows, which nobody can see.
    private static void swap(List<byte[]> messages, int one, int other) {
        if (messages.get(one).length > 0
                && messages.get(other).length > 0
                && Messages.type(messages.get(one)) != Messages.type(messages.get(other))) {
            Collections.swap(messages, one, other);
        }
    }

    /// Changes one bit, but no value of a row, which nobody could see either.
    private static byte[] flipped(byte[] message, Random random) {
        byte[] changed = message.clone();
        int most = message.length > 0 && message[0] == 'D' ? HEADER + 2 : message.length;
        if (changed.length >= HEADER) {
            changed[random.nextInt(Math.min(most, changed.length))] ^=
                    (byte) (1 << random.nextInt(8));
        }
        return changed;
    }
}
