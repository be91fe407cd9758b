import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.*;
import java.util.stream.*;
import java.util.zip.*;

/**
 * The three things that the Android Gradle plugin does with AARs, for Maven. Runs as one source file:
 *
 *   java Aar.java unpack AARS OUT CLASSES     AARs into OUT/NAME/, all their classes into CLASSES
 *   java Aar.java link KEY=VALUE...           resources with aapt2, and the R classes
 *   java Aar.java keep OUT PLACE...           the shrinker rules that libraries bring along
 */
public class Aar {
    public static void main(String[] a) throws Exception {
        switch (a[0]) {
            case "unpack" -> unpack(Path.of(a[1]), Path.of(a[2]), Path.of(a[3]));
            case "link" -> link(options(a));
            case "keep" -> keep(Path.of(a[1]), Arrays.copyOfRange(a, 2, a.length));
            default -> throw new IllegalArgumentException(a[0]);
        }
    }

    static void unpack(Path aars, Path out, Path classes) throws Exception {
        List<Path> all = list(aars, p -> p.toString().endsWith(".aar"));
        StringBuilder seen = new StringBuilder();
        for (Path p : all) seen.append(p.getFileName()).append(' ').append(Files.size(p)).append('\n');
        Path stamp = out.resolve("stamp");
        if (Files.exists(stamp) && Files.readString(stamp).contentEquals(seen) && Files.isDirectory(classes)) return;
        delete(out);
        delete(classes);
        Files.createDirectories(out);
        Files.createDirectories(classes);
        Map<String, String> owner = new HashMap<>();
        for (Path p : all) {
            String name = p.getFileName().toString().replaceAll("\\.aar$", "");
            try (ZipFile zip = new ZipFile(p.toFile())) {
                for (ZipEntry e : Collections.list(zip.entries())) {
                    String path = e.getName();
                    if (e.isDirectory() || path.equals("lint.jar") || path.startsWith("META-INF/")) continue;
                    if (path.equals("classes.jar") || path.startsWith("libs/") && path.endsWith(".jar")) {
                        try (InputStream in = zip.getInputStream(e)) { classes(in, name, classes, owner); }
                    } else {
                        Path to = inside(out.resolve(name), path);
                        Files.createDirectories(to.getParent());
                        try (InputStream in = zip.getInputStream(e)) { Files.copy(in, to); }
                    }
                }
            }
        }
        Files.writeString(stamp, seen);
        System.out.println("aar: " + all.size() + " unpacked");
    }

    /** One jar of an AAR. The same class from two of them is an error: which one counts would be luck. */
    private static void classes(InputStream jar, String name, Path classes, Map<String, String> owner) throws IOException {
        ZipInputStream in = new ZipInputStream(new BufferedInputStream(jar));
        for (ZipEntry e; (e = in.getNextEntry()) != null;) {
            String path = e.getName();
            if (e.isDirectory() || path.equals("META-INF/MANIFEST.MF") || path.equals("module-info.class")) continue;
            Path to = inside(classes, path);
            Files.createDirectories(to.getParent());
            byte[] bytes = in.readAllBytes();
            if (path.startsWith("META-INF/services/")) {
                Files.write(to, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Files.writeString(to, "\n", StandardOpenOption.APPEND);
                continue;
            }
            String other = owner.put(path, name);
            if (other != null && path.endsWith(".class")) throw new IOException("duplicate " + path + " in " + other + " and " + name);
            Files.write(to, bytes);
        }
    }

    /** aapt2= android= manifest= res= aars=DIR[:DIR] work= out= classes= package= min= target= version= */
    static void link(Map<String, String> o) throws Exception {
        Path flat = Path.of(o.get("work"), "flat"), java = Path.of(o.get("work"), "r"), keep = Path.of(o.get("work"), "aapt-keep.pro");
        Files.createDirectories(flat);
        delete(java);
        Files.createDirectories(java);
        String aapt = o.get("aapt2");
        List<Path> libraries = new ArrayList<>();
        for (String folder : o.get("aars").split(":")) libraries.addAll(list(Path.of(folder), Files::isDirectory));
        // An R class for each library that has resources, or its code finds none at run time.
        TreeSet<String> packages = new TreeSet<>();
        List<Callable<Path>> jobs = new ArrayList<>();
        for (Path library : libraries) {
            Matcher name = Pattern.compile("package=\"([^\"]+)\"").matcher(Files.readString(library.resolve("AndroidManifest.xml")));
            Path symbols = library.resolve("R.txt"), res = library.resolve("res");
            if (name.find() && Files.exists(symbols) && Files.size(symbols) > 0) packages.add(name.group(1));
            if (!Files.isDirectory(res)) continue;
            Path zip = flat.resolve(library.getFileName() + ".zip");
            jobs.add(() -> {
                if (!Files.exists(zip)) exec(aapt, "compile", "--dir", res.toString(), "-o", zip.toString());
                return zip;
            });
        }
        ExecutorService two = Executors.newFixedThreadPool(2);
        List<Path> compiled = new ArrayList<>();
        try { for (Future<Path> f : two.invokeAll(jobs)) compiled.add(f.get()); } finally { two.shutdown(); }
        Path own = flat.resolve("_own.zip");
        exec(aapt, "compile", "--dir", o.get("res"), "-o", own.toString());
        compiled.add(own);   // last: ours wins

        List<String> c = new ArrayList<>(List.of(aapt, "link", "-o", o.get("out"), "-I", o.get("android"), "--manifest", o.get("manifest"),
            "--java", java.toString(), "--auto-add-overlay", "--non-final-ids", "--no-version-vectors", "-c", "in,en,b+id",
            "--min-sdk-version", o.get("min"), "--target-sdk-version", o.get("target"), "--custom-package", o.get("package"),
            "--proguard", keep.toString(), "--version-code", "1", "--version-name", o.get("version")));
        if (!packages.isEmpty()) c.addAll(List.of("--extra-packages", String.join(":", packages)));
        for (Path library : libraries)
            if (Files.isDirectory(library.resolve("assets"))) c.addAll(List.of("-A", library.resolve("assets").toString()));
        for (Path zip : compiled) c.addAll(List.of("-R", zip.toString()));
        exec(c.toArray(new String[0]));

        Path classes = Path.of(o.get("classes"));
        Files.createDirectories(classes);
        List<String> javac = new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "11", "-d", classes.toString()));
        try (Stream<Path> s = Files.walk(java)) { s.filter(p -> p.toString().endsWith(".java")).forEach(p -> javac.add(p.toString())); }
        if (javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(new String[0])) != 0) throw new IOException("R classes");
    }

    /** Rules out of unpacked AARs (proguard.txt), out of class folders and out of jars. */
    static void keep(Path out, String[] places) throws Exception {
        StringBuilder rules = new StringBuilder();
        for (String place : places) {
            Path p = Path.of(place);
            if (Files.isDirectory(p)) {
                try (Stream<Path> s = Files.walk(p)) {
                    for (Path file : s.filter(Files::isRegularFile).filter(Aar::isRules).sorted().toList())
                        rules.append("# ").append(file).append('\n').append(Files.readString(file)).append('\n');
                }
            } else try (ZipFile zip = new ZipFile(p.toFile())) {
                for (ZipEntry e : Collections.list(zip.entries())) {
                    String n = e.getName();
                    // Rules for shrinkers older than ours would contradict the others.
                    boolean fits = n.startsWith("META-INF/com.android.tools/r8") && !n.matches(".*r8-(upto|from-[0-9.]+-upto)-[12]\\..*");
                    if (e.isDirectory() || !fits && !n.startsWith("META-INF/proguard/")) continue;
                    rules.append("# ").append(p.getFileName()).append('!').append(n).append('\n');
                    rules.append(new String(zip.getInputStream(e).readAllBytes(), StandardCharsets.UTF_8)).append('\n');
                }
            }
        }
        Files.writeString(out, rules);
    }

    private static boolean isRules(Path p) {
        String s = p.toString();
        return s.endsWith("/proguard.txt") || s.contains("META-INF/proguard/") || s.contains("META-INF/com.android.tools/");
    }

    private static Map<String, String> options(String[] a) {
        Map<String, String> o = new HashMap<>();
        for (String s : Arrays.copyOfRange(a, 1, a.length)) o.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
        return o;
    }

    private static List<Path> list(Path folder, java.util.function.Predicate<Path> wanted) throws IOException {
        try (Stream<Path> s = Files.list(folder)) { return s.filter(wanted).sorted().collect(Collectors.toList()); }
    }

    /** A path out of a zip, kept inside its folder. */
    private static Path inside(Path folder, String name) throws IOException {
        Path p = folder.resolve(name).normalize();
        if (!p.startsWith(folder)) throw new IOException("path leaves the folder: " + name);
        return p;
    }

    private static void exec(String... c) throws Exception {
        Process p = new ProcessBuilder(c).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (p.waitFor() != 0) throw new IOException(c[0] + " " + c[1] + "\n" + said);
        if (!said.isBlank()) System.out.println(said);
    }

    private static void delete(Path p) throws IOException {
        if (!Files.exists(p)) return;
        try (Stream<Path> s = Files.walk(p)) { for (Path q : s.sorted(Comparator.reverseOrder()).toList()) Files.delete(q); }
    }
}
