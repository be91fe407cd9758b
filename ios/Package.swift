// swift-tools-version: 6.0
// The iOS shell. On Apple: the core as an XCFramework (bindings/build-ios), SwiftUI, the device. On Linux, where tests/run-ios
// checks it: the debug library (ios/generate), a stand-in for SwiftUI, and the tests that need a real server.
import Foundation
import PackageDescription

#if os(Linux)
    let core = ProcessInfo.processInfo.environment["CORE_LIB_DIR"] ?? "\(Context.packageDirectory)/../target/bindings/swift"
    let ffi: Target = .systemLibrary(name: "CoreFFI")
    let shell = ["Core", "AppModel", "Screens"]
    let link: [LinkerSetting] = [
        // Swift 6.0: libswiftObservation lacks swift::threading::fatal, and GNU ld minds.
        .unsafeFlags(["-L\(core)", "-Xlinker", "-rpath", "-Xlinker", core, "-Xlinker", "--allow-shlib-undefined"])
    ]
    // The stand-in hides isolation as SwiftUI does, which takes language mode 5; what is checked against it is mode 6.
    let standin: [SwiftSetting] = [.swiftLanguageMode(.v5)]
    let here: [Target] = [
        .target(name: "SwiftUI", path: "standin/SwiftUI", swiftSettings: standin),
        .target(name: "ScreenProbe", dependencies: ["SwiftUI"], path: "standin/ScreenProbe"),
        .target(name: "Screens", dependencies: ["AppModel", "SwiftUI"]),
        .target(name: "Dunia", dependencies: ["Core"], path: "Tests/Dunia"),
        .executableTarget(name: "BoundaryCases", dependencies: ["AppModel", "Core", "Dunia"], path: "Tests/BoundaryCases"),
        .testTarget(name: "StandInTests", dependencies: ["ScreenProbe", "SwiftUI"]),
        .testTarget(name: "ScreensTests", dependencies: ["Screens", "ScreenProbe", "Dunia"]),
    ]
#else
    let ffi: Target = .binaryTarget(name: "CoreFFI", path: "CoreFFI.xcframework")
    let shell = ["Core", "AppModel", "Screens", "Platform"]
    // What the core's encryption and its certificates stand on.
    let link: [LinkerSetting] = [.linkedFramework("Security"), .linkedFramework("CoreFoundation")]
    let here: [Target] = [
        .target(name: "Screens", dependencies: ["AppModel"]),
        .target(name: "Platform", dependencies: ["AppModel", "Core"]),
    ]
#endif

let package = Package(
    name: "LapanganPaket",
    defaultLocalization: "id",
    platforms: [.iOS(.v17)],
    products: [.library(name: "LapanganPaket", targets: shell)],
    targets: [
        ffi,
        .target(name: "Core", dependencies: ["CoreFFI"], linkerSettings: link),
        .target(name: "AppModel", dependencies: ["Core"]),
        .testTarget(name: "AppModelTests", dependencies: ["AppModel"]),
    ] + here,
    swiftLanguageModes: [.v6]
)
