package io.migrate.migrator;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Replaces the program of this process by another Java with other options. The process ID, the
/// environment and the standard streams remain.
final class Handover {
    private final Arena arena = Arena.global();
    private final MethodHandle execv;
    private final MemorySegment path;
    private final MemorySegment arguments;

    private Handover(MethodHandle execv, List<String> command) {
        this.execv = execv;
        this.path = arena.allocateFrom(command.getFirst());
        // The list ends with a null pointer.
        this.arguments = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
        for (int i = 0; i < command.size(); i++) {
            arguments.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
        }
    }

    /// Prepares everything, so that nothing but the call is left.
    ///
    /// @param options the file with Java's options
    /// @param program the arguments of the program
    @SuppressWarnings("restricted")
    static Handover to(String options, List<String> program) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options);
        command.addAll(program);
        Linker linker = Linker.nativeLinker();
        MethodHandle execv =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("execv"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        return new Handover(execv, command);
    }

    /// Calls execv(3). Returns only if the system refuses.
    void execute() {
        try {
            int _ = (int) execv.invokeExact(path, arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("execv cannot be called", e);
        }
    }
}
