plugins {
    alias(libs.plugins.kotlin.jvm)
}

// Written by bindings/generate kotlin, before this build.
val inti = rootDir.resolve("../target/bindings/kotlin")

kotlin {
    compilerOptions { jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17); allWarningsAsErrors.set(true) }
    sourceSets["main"].kotlin.srcDir(inti)
}
java { sourceCompatibility = JavaVersion.VERSION_17; targetCompatibility = JavaVersion.VERSION_17 }

dependencies {
    api(libs.coroutines.core)
    compileOnly(libs.jna)
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.serialization.json)
}

// Needs the server and the calls of boundary-tests: tests/bindings/with-server gradle :core:test
tasks.test { systemProperty("jna.library.path", inti.path) }
