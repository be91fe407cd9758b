plugins {
    alias(libs.plugins.android.application)      // brings Kotlin along since version 9
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "id.go.kemensos.atensi"
    compileSdk = 37                              // the libraries of the lock ask for it
    defaultConfig {
        applicationId = "id.go.kemensos.atensi.lapangan"
        minSdk = 26
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
        testInstrumentationRunner = "androidx.test.runner.AndroidJUnitRunner"
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    androidResources { localeFilters += listOf("in", "en") }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }
    compileOptions { sourceCompatibility = JavaVersion.VERSION_17; targetCompatibility = JavaVersion.VERSION_17 }
    buildFeatures { compose = true }
    // Licences that several libraries bring under one name.
    packaging { resources.excludes += "/META-INF/{AL2.0,LGPL2.1}" }
    testOptions.unitTests {
        isIncludeAndroidResources = true
        all {
            it.systemProperty("robolectric.graphicsMode", "NATIVE")
            it.systemProperty("jna.library.path", rootDir.resolve("../target/bindings/kotlin").path)
        }
    }
}

/** The lines of a list of Maven's lock, as group:name:version. */
fun lock(file: String): List<String> = rootProject.file("maven/lock/$file").readLines()
    .filter { it.isNotBlank() && !it.startsWith("#") }.map { it.split(":").take(3).joinToString(":") }

dependencies {
    implementation(project(":core"))
    implementation(libs.jna) { artifact { type = "aar" } }
    lock("roots-main.txt").forEach { implementation(it) }
    val (manifest, tests) = lock("roots-test.txt").partition { "ui-test-manifest" in it }
    manifest.forEach { debugImplementation(it) }
    tests.forEach { testImplementation(it) }
    // src/androidTest: on a phone or an emulator.
    tests.filterNot { "accessibility" in it }.forEach { androidTestImplementation(it) }
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
    // Never below the lock.
    constraints { (lock("main.txt") + lock("test.txt")).forEach { implementation(it) } }
}
