// swift-tools-version: 6.2
// The map of the house, bottom to top. An arrow that is not here does not exist:
// Docs/ARCHITECTURE.md draws it, TidyTests hold the drawing against this file.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// For what runs in production.
let fast: [SwiftSetting] =
    strict + [
        // A function that waits goes on where its caller is: a hop to an executor and back costs
        // more than most of them do. For speed only: nothing relies on where code runs.
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        // Rooms are drawn for people: small functions are inlined and generic ones specialised
        // across them. Only a root package may say so, which this always is.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    ]

/// A room of the house: its sources in Sources/NAME, its tests in Tests/NAMETests.
func room(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: fast)
}

/// The tests of one or more rooms.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// The fuzz targets: short and seeded as tests, or, for scripts/fuzz, a program for libFuzzer. One
/// or the other, since no source is in two targets; every other build is free of its flags.
func fuzzing(_ dependencies: [Target.Dependency]) -> Target {
    guard Context.environment["CAIRN_LIBFUZZER"] != nil else {
        return tests("FuzzTests", dependencies, exclude: ["Fixtures", "LibFuzzer.swift"])
    }
    return .executableTarget(
        name: "fuzz", dependencies: dependencies, path: "Tests/FuzzTests",
        exclude: ["Fixtures", "FuzzTests.swift"],
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "cairn",
    products: [
        .executable(name: "cairnd", targets: ["cairnd"]),
        .executable(name: "cairn", targets: ["cairn"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // C: what Swift's importer cannot see, and three libraries of the operating system.
        .target(name: "CShims"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Machine: the operating system, typed; what an operator reads.
        room("Posix", ["CShims"]),
        room("Telemetry", [log]),
        // Notation: bytes to values and back. No I/O.
        room("Codecs", ["COpenSSL", "CZlib", "CShims"]),

        // Mechanism: moves bytes, knows no machine learning.
        room("TLS", ["Posix", "COpenSSL"]),
        room("HTTP", ["TLS", "Posix", "Codecs", "Telemetry"]),
        room("Blobs", ["Posix", "Codecs"]),
        room("SQL", ["Posix", "CSQLite"]),

        // Meaning: knows machine learning, does no I/O.
        room("Records", ["Codecs"]),
        room("Manifests", ["Records", "Codecs"]),
        room("Shards", ["Records", "Codecs"]),
        room("Formats", ["Records", "Codecs"]),
        room("Evaluation", ["Records", "Codecs"]),

        // Rules: the only room that knows both columns.
        room(
            "Catalog",
            [
                "Posix", "Blobs", "SQL", "Records", "Manifests", "Shards", "Formats", "Evaluation",
                "Codecs",
            ]),

        // Service: HTTP on one side, the catalog on the other.
        room(
            "Service",
            [
                "HTTP", "TLS", "Catalog", "Blobs", "SQL", "Records", "Manifests", "Shards",
                "Formats",
                "Evaluation", "Codecs", "Telemetry", "Posix", log,
            ],
            // The Python loader, as bytes in the program: no file beside it can be lost.
            resources: [.embedInCode("Loader/cairn.py")]),

        // Programs.
        .executableTarget(
            name: "cairnd",
            dependencies: [
                "Service", "Catalog", "SQL", "TLS", "Records", "Telemetry", "Posix", "Codecs",
                arguments, log,
            ],
            swiftSettings: fast),
        .executableTarget(
            name: "cairn",
            dependencies: ["HTTP", "TLS", "Records", "Formats", "Codecs", "Posix", arguments],
            swiftSettings: fast),

        // What several rooms' tests need: temporary directories, other programs, seeded numbers.
        .target(
            name: "TestSupport", dependencies: ["Posix"], path: "Tests/TestSupport",
            swiftSettings: strict),
        // Tests mirror the rooms.
        tests("PosixTests", ["Posix", "TestSupport"]),
        tests("TelemetryTests", ["Telemetry"]),
        tests("CodecsTests", ["Codecs", "TestSupport"]),
        tests("TLSTests", ["TLS", "Posix", "TestSupport"]),
        tests("HTTPTests", ["HTTP", "TLS", "Posix", "Codecs", "Telemetry", "TestSupport"]),
        tests("BlobsTests", ["Blobs", "Posix", "Codecs", "TestSupport"]),
        tests("SQLTests", ["SQL", "Posix", "TestSupport"]),
        tests("RecordsTests", ["Records", "Codecs"]),
        tests(
            "ManifestsTests", ["Manifests", "Records", "Codecs", "TestSupport"],
            exclude: ["Fixtures"]),
        tests(
            "ShardsTests", ["Shards", "Records", "Codecs", "TestSupport"], exclude: ["Fixtures"]),
        tests("FormatsTests", ["Formats", "Records", "Codecs"]),
        tests("EvaluationTests", ["Evaluation", "Records", "Codecs"], exclude: ["Fixtures"]),
        tests(
            "CatalogTests",
            [
                "Catalog", "Blobs", "SQL", "Records", "Manifests", "Evaluation", "Codecs", "Posix",
                "TestSupport",
            ]),
        tests(
            "ServiceTests",
            [
                "Service", "Catalog", "Blobs", "SQL", "HTTP", "Records", "Shards", "Codecs",
                "Posix", "TestSupport", log,
            ], exclude: ["Loader/cairn_test.py"]),
        tests("ProgramTests", ["cairn", "Codecs"]),
        // The real daemon and the real client over a real socket.
        tests("StoryTests", ["HTTP", "Posix", "Codecs", "TestSupport"]),
        // Random bytes for everything that reads bytes from strangers.
        fuzzing(["HTTP", "Manifests", "Evaluation", "Records", "Codecs", "TestSupport"]),
        // Style and completeness.
        tests("TidyTests", ["Service", "Evaluation", "Formats", "Catalog", "HTTP"]),
    ]
)
