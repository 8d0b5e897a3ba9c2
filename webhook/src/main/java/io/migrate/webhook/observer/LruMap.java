package io.migrate.webhook.observer;

import java.util.LinkedHashMap;
import java.util.Map;

/// A memory that forgets what was not asked for longest. For one thread.
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    LruMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
