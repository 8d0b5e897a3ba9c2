package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;

import java.util.List;
import java.util.Optional;

/// One setting as it holds, for people.
///
/// @param name of the field, by its path in a policy
/// @param value as an annotation would write it; empty if nobody sets it
/// @param origin who set it, e.g. `policy default`
public record EffectiveField(String name, Optional<String> value, String origin) {
    /// Every setting, less the ways to log in and to trust that another one replaces.
    public static List<EffectiveField> of(EffectivePolicy policy) {
        return Fields.ALL.stream()
                .filter(field -> isInEffect(field, policy))
                .map(field ->
                        new EffectiveField(
                                field.name(), policy.text(field), policy.origin(field).text()))
                .toList();
    }

    private static boolean isInEffect(Field<?> field, EffectivePolicy policy) {
        return (!Fields.LOGINS.contains(field) || isStrongest(field, Fields.LOGINS, policy))
                && (!Fields.AUTHORITIES.contains(field)
                        || isStrongest(field, Fields.AUTHORITIES, policy));
    }

    private static <T> boolean isStrongest(
            Field<?> field, List<Field<T>> group, EffectivePolicy policy) {
        return policy.find(field).equals(policy.strongest(group));
    }
}
