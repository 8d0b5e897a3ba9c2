package io.migrate.webhook.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/// An informer's objects without what nobody reads of them: who wrote which field, often more than
/// the object itself.
final class LeanItems<T extends HasMetadata> extends BasicItemStore<T> {
    LeanItems() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
        object.getMetadata().setManagedFields(null);
        return super.put(key, object);
    }
}
