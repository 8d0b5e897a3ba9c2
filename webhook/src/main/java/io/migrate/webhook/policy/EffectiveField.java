package io.migrate.webhook.policy;

import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Source;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The effective value of a setting, for people.
///
/// @param name of the field: its path in a policy
/// @param value in the notation of an annotation; empty if there is none
/// @param origin where it is set, for example `policy default`; of a value that is merged, all
///   origins, the strongest first
public record EffectiveField(String name, Optional<String> value, String origin) {
    /// Returns every setting, without the alternative logins and CA certificates that are not used.
    public static List<EffectiveField> of(EffectivePolicy policy) {
        return Fields.ALL.stream()
                .filter(field -> isInEffect(field, policy))
                .map(field ->
                        new EffectiveField(field.name(), policy.text(field), origin(field, policy)))
                .toList();
    }

    private static <T> String origin(Field<T> field, EffectivePolicy policy) {
        List<Layer> setting =
                policy.layers().reversed().stream()
                        .filter(each -> each.get(field).isPresent())
                        .filter(each -> !(each.origin() instanceof Origin.BuiltIn))
                        .toList();
        boolean isMerged =
                setting.size() > 1 && !policy.find(field).equals(setting.getFirst().get(field));
        return isMerged
                ? setting.stream()
                        .map(each -> each.origin().text())
                        .collect(Collectors.joining(", "))
                : policy.origin(field).text();
    }

    private static boolean isInEffect(Field<?> field, EffectivePolicy policy) {
        return (!DatabaseFields.LOGINS.contains(field)
                        || isStrongest(field, DatabaseFields.LOGINS, policy))
                && (!DatabaseFields.AUTHORITIES.contains(field)
                        || isStrongest(field, DatabaseFields.AUTHORITIES, policy))
                && isOfSource(field, policy);
    }

    /// How migrations are copied is a question only for sources of that type.
    private static boolean isOfSource(Field<?> field, EffectivePolicy policy) {
        Source source = policy.find(Fields.SOURCE).orElse(null);
        return (!field.equals(Fields.CONTAINER_COPY_METHOD) || source instanceof Source.Container)
                && (!field.equals(Fields.IMAGE_COPY_METHOD) || source instanceof Source.Image);
    }

    private static <T> boolean isStrongest(
            Field<?> field, List<Field<T>> group, EffectivePolicy policy) {
        return policy.find(field).equals(policy.strongest(group));
    }
}
