package io.migrate.webhook.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/// An informer's store that drops `managedFields`, which are often larger than the object itself.
final class StrippedItemStore<T extends HasMetadata> extends BasicItemStore<T> {
    StrippedItemStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
        object.getMetadata().setManagedFields(null);
        return super.put(key, object);
    }
}
