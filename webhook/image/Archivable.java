import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Rewrites the jars of a folder whose classes Java's AOT cache would leave out: those of signed
/// jars, and those that were compiled for Java 5, which lack what the verifier of later versions
/// reads. `java Archivable.java FOLDER` removes the signatures, which nothing checks in an image,
/// and adds to those classes what is missing.
final class Archivable {
    /// Of Java 6: older classes are not archived, and verified by the slower verifier.
    private static final int OLDEST = ClassFile.JAVA_6_VERSION;

    private static final int HEAD = 8;

    private Archivable() {}

    static void main(String[] arguments) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
            for (Path each : jars) {
                rewrite(each);
            }
        }
    }

    private static void rewrite(Path path) throws IOException {
        Path written = path.resolveSibling(path.getFileName() + ".new");
        try (var jar = new JarFile(path.toFile(), false)) {
            if (!isToRewrite(jar)) {
                return;
            }
            try (OutputStream file = Files.newOutputStream(written);
                    var zip = new ZipOutputStream(file)) {
                for (JarEntry each : Collections.list(jar.entries())) {
                    if (!isSignature(each)) {
                        var entry = new ZipEntry(each.getName());
                        entry.setTimeLocal(each.getTimeLocal());
                        zip.putNextEntry(entry);
                        zip.write(rewritten(jar, each));
                        zip.closeEntry();
                    }
                }
            }
        }
        // A cache is valid for files of a certain time.
        Files.setLastModifiedTime(written, Files.getLastModifiedTime(path));
        Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
        System.out.println(path.getFileName());
    }

    private static boolean isToRewrite(JarFile jar) throws IOException {
        for (JarEntry each : Collections.list(jar.entries())) {
            if (isSignature(each) || isOld(each, head(jar, each))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] head(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readNBytes(HEAD);
        }
    }

    private static byte[] rewritten(JarFile jar, JarEntry entry) throws IOException {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
            return withoutDigests(bytes);
        }
        return isOld(entry, bytes) ? withStackMaps(jar, bytes) : bytes;
    }

    private static boolean isSignature(JarEntry entry) {
        return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static byte[] withoutDigests(byte[] text) throws IOException {
        var manifest = new Manifest(new ByteArrayInputStream(text));
        manifest.getEntries().clear();
        var out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    /// Whether it is a class with an old version, which its first bytes say.
    private static boolean isOld(JarEntry entry, byte[] bytes) {
        return entry.getName().endsWith(".class")
                && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < OLDEST;
    }

    private static byte[] withStackMaps(JarFile jar, byte[] bytes) {
        var format =
                ClassFile.of(
                        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                        ClassFile.ClassHierarchyResolverOption.of(hierarchy(jar)));
        // Only what is transformed is written anew; a copied method would have no stack map.
        ClassTransform version =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                };
        byte[] written =
                format.transformClass(
                        format.parse(bytes),
                        version.andThen(
                                ClassTransform.transformingMethodBodies(
                                        (builder, element) -> builder.with(element))));
        List<VerifyError> errors = format.verify(written);
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        return written;
    }

    /// Which classes extend which: those of the jar, and Java's.
    private static ClassHierarchyResolver hierarchy(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing(
                        type -> {
                            String name = type.descriptorString();
                            ZipEntry entry =
                                    jar.getEntry(name.substring(1, name.length() - 1) + ".class");
                            try {
                                return entry == null ? null : jar.getInputStream(entry);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .orElse(
                        ClassHierarchyResolver.ofClassLoading(
                                ClassLoader.getPlatformClassLoader()));
    }
}
