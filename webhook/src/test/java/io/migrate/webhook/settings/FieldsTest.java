package io.migrate.webhook.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A field that is declared and not listed would have no parser, no documentation and no effect.
class FieldsTest {
    private static List<Field<?>> declared() throws IllegalAccessException {
        var declared = new ArrayList<Field<?>>();
        for (Class<?> group :
                List.of(
                        Fields.class,
                        ApplicationFields.class,
                        DatabaseFields.class,
                        HistoryFields.class,
                        MigratorFields.class,
                        RunFields.class)) {
            for (var constant : group.getDeclaredFields()) {
                if (constant.getType() == Field.class) {
                    declared.add((Field<?>) constant.get(null));
                }
            }
        }
        return declared;
    }

    @Test
    void everyFieldIsListedOnce() throws IllegalAccessException {
        assertThat(declared())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Fields.ALL.stream(), Stream.of(Fields.IMAGE_VOLUMES))
                                .toList());
    }

    @Test
    void noTwoFieldsShareAName() {
        assertThat(Fields.ALL).extracting(Field::name).doesNotHaveDuplicates();
        assertThat(Fields.ALL.stream().flatMap(each -> each.annotation().stream()))
                .doesNotHaveDuplicates();
        assertThat(Fields.ALL.stream().flatMap(each -> each.env().stream()))
                .doesNotHaveDuplicates();
    }

    /// A field that neither a policy nor an annotation sets cannot be set at all.
    @Test
    void everyFieldCanBeSet() {
        assertThat(Fields.ALL)
                .allSatisfy(each ->
                        assertThat(each.path().or(each::annotation))
                                .isNotEqualTo(Optional.empty()));
    }
}
