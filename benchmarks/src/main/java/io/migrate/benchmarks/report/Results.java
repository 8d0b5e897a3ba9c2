package io.migrate.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes figures as JSON: a list of `{name, value, unit, spread, peer, ratio, aim, met}`, of which
/// the last four can be null.
public final class Results {
    private Results() {}

    /// Writes the file and creates its folder.
    public static void write(Path file, List<Figure> figures) throws IOException {
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ArrayNode list = mapper.createArrayNode();
        for (Figure each : figures) {
            var entry = list.addObject();
            entry.put("name", each.name());
            entry.put("value", each.value().median());
            entry.put("unit", each.unit());
            entry.putArray("spread").add(each.value().low()).add(each.value().high());
            entry.put("peer", each.peer().map(Figure.Peer::name).orElse(null));
            entry.put("ratio", each.ratio().isPresent() ? each.ratio().getAsDouble() : null);
            entry.put("aim", each.aim().map(Aim::text).orElse(null));
            entry.put("met", each.aim().map(aim -> aim.met(each)).orElse(null));
        }
        Files.createDirectories(file.getParent());
        mapper.writeValue(file.toFile(), list);
    }
}
