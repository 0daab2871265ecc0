import Glibc

/// The targets as a program for libFuzzer, which is told by coverage what an input reaches. It is
/// built by `scripts/fuzz` only: with the sanitizers, Package.swift makes it in the place of the
/// tests.
///
/// `CAIRN_FUZZ_TARGET` names the target. Its seeds and words are written to the directory
/// `CAIRN_FUZZ_DIRECTORY`, for libFuzzer to read: a corpus and a dictionary.
enum LibFuzzer {
    static let target: FuzzTarget = {
        let name = variable("CAIRN_FUZZ_TARGET")
        guard let target = (FuzzTarget.all + [.canary]).first(where: { $0.name == name }) else {
            stop("no target is called '\(name)'")
        }
        return target
    }()

    static func writeSeeds() {
        let directory = variable("CAIRN_FUZZ_DIRECTORY")
        for (index, seed) in target.seeds.enumerated() {
            write(seed, to: "\(directory)/seed-\(index)")
        }
        let words = target.words.map { word in
            "\"" + word.utf8.map { "\\x" + hexadecimal($0) }.joined() + "\"\n"
        }
        write(Array(words.joined().utf8), to: "\(directory).dictionary")
    }

    /// Tells libFuzzer that an input broke a law: it keeps the input and ends.
    static func stop(_ reason: String) -> Never {
        let line = Array("\(reason)\n".utf8)
        _ = Glibc.write(STDERR_FILENO, line, line.count)
        abort()
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            stop("\(path) cannot be written")
        }
        close(descriptor)
    }
}

/// The words of a command line.
typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>  // unsafe: as C has them

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,  // unsafe: libFuzzer's
    _ arguments: UnsafeMutablePointer<Words>,  // unsafe: libFuzzer's
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt  // unsafe: libFuzzer's
) -> CInt

/// The package manager lets every program begin at a function of this name.
@_cdecl("fuzz_main")
func begin(
    _ count: CInt, _ arguments: Words  // unsafe: main's
) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments) { testOneInput($0, $1) }
}

@_cdecl("LLVMFuzzerInitialize")
func initialize(
    _ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer  // unsafe: libFuzzer's
) -> CInt {
    LibFuzzer.writeSeeds()
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(
    _ start: UnsafePointer<UInt8>?, _ count: Int  // unsafe: libFuzzer's
) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        _ = try LibFuzzer.target.run(bytes)
    } catch {
        LibFuzzer.stop((error as? Finding)?.law ?? "an error that was not declared: \(error)")
    }
    return 0
}

@_silgen_name("LLVMFuzzerMutate")
func mutateAsUsual(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int  // unsafe: libFuzzer's
) -> Int

/// Changes an input as libFuzzer would, and mends it: behind a wrong checksum nothing is reached.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
    _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int,  // unsafe: libFuzzer's
    _ seed: CUnsignedInt
) -> Int {
    let changed = mutateAsUsual(start, count, limit)
    let mended = LibFuzzer.target.mend(Array(UnsafeBufferPointer(start: start, count: changed)))
        .prefix(limit)
    for (index, byte) in mended.enumerated() { start[index] = byte }
    return mended.count
}
