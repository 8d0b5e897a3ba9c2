package io.migrate.webhook.policy;

import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;

import java.util.List;
import java.util.Optional;

/// The effective value of a setting, for people.
///
/// @param name of the field: its path in a policy
/// @param value in the notation of an annotation; empty if there is none
/// @param origin where it is set, for example `policy default`
public record EffectiveField(String name, Optional<String> value, String origin) {
    /// Returns every setting, without the alternative logins and CA certificates that are not used.
    public static List<EffectiveField> of(EffectivePolicy policy) {
        return Fields.ALL.stream()
                .filter(field -> isInEffect(field, policy))
                .map(field ->
                        new EffectiveField(
                                field.name(), policy.text(field), policy.origin(field).text()))
                .toList();
    }

    private static boolean isInEffect(Field<?> field, EffectivePolicy policy) {
        return (!DatabaseFields.LOGINS.contains(field)
                        || isStrongest(field, DatabaseFields.LOGINS, policy))
                && (!DatabaseFields.AUTHORITIES.contains(field)
                        || isStrongest(field, DatabaseFields.AUTHORITIES, policy));
    }

    private static <T> boolean isStrongest(
            Field<?> field, List<Field<T>> group, EffectivePolicy policy) {
        return policy.find(field).equals(policy.strongest(group));
    }
}
