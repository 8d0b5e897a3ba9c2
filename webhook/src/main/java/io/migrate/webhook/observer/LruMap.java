package io.migrate.webhook.observer;

import java.util.LinkedHashMap;
import java.util.Map;

/// A bounded map that evicts the least recently used entry; not thread-safe.
final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int capacity;

    LruMap(int capacity) {
        super(16, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
