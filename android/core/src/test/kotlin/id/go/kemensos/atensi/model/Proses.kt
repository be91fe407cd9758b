package id.go.kemensos.atensi.model

import java.io.File

/** A program of the tests in a process of its own, over the library in [pustaka]. */
fun proses(program: String, vararg arguments: String, pustaka: String = System.getProperty("jna.library.path")): Process {
    val java = File(System.getProperty("java.home"), "bin/java").path
    val paths = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
    return ProcessBuilder(java, "-Djna.library.path=$pustaka", "-cp", paths, program, *arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start()
}
