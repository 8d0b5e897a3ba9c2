package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// `icu-order.txt` was sorted by Node.js 20, with `localeCompare`.
class IcuOrderTest {
    @Test
    void namesAreSortedAsJavaScriptSortsThem() throws IOException {
        List<String> expected = Files.readAllLines(Path.of("src/test/resources/icu-order.txt"));
        var names = new ArrayList<>(expected);
        Collections.shuffle(names, new Random(1));
        names.sort(IcuOrder::compare);
        assertThat(names).isEqualTo(expected).hasSizeGreaterThan(400);
    }
}
