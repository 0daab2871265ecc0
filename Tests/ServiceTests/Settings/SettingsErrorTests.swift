import Testing

@testable import Service

struct SettingsErrorTests {
    @Test func `a message says where, what, and what to do`() {
        let unknown = SettingsError.unknownName(
            source: .flag(name: "--lops"), name: "--lops", nearest: "--loops")
        #expect(
            unknown.description
                == "flag --lops: there is no setting “--lops”. Did you mean --loops?")
        let invalid = SettingsError.invalidValue(
            source: .file(path: "a.conf", line: 12), setting: "loops", value: "x",
            allowed: "a whole number from 0 to 256")
        #expect(
            invalid.description == "a.conf:12: “x” is no value for loops. "
                + "Allowed: a whole number from 0 to 256.")
        let missing = SettingsError.missingValue(
            source: .environment(name: "CAIRN_DATA"), setting: "data", allowed: "a path")
        #expect(
            missing.description
                == "environment variable CAIRN_DATA: data needs a value. Allowed: a path.")
    }

    @Test func `what an operator typed cannot move the cursor`() {
        let error = SettingsError.unexpectedArgument("a\u{1B}[2Jb\nc")
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 })
    }
}
