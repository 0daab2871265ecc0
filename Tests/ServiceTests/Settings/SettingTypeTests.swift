import Testing

@testable import Service

struct SettingTypeTests {
    @Test(arguments: Settings.table.map(\.name))
    func `a default is allowed, and read back from its own text`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        var settings = Settings()
        #expect(setting.type.set(setting.defaultText, in: &settings))
        #expect(settings == Settings())
    }

    @Test(arguments: ["", " ", "+1", "1.5", "0x1", "1e3", "１", "9223372036854775808", "1 "])
    func `a number is digits and fits`(text: String) {
        #expect(SettingType.number(text) == nil)
    }

    @Test func `bounds are inclusive`() {
        var settings = Settings()
        let type = SettingType.seconds(\.drainSeconds, 1...3)
        #expect(!type.set("0", in: &settings))
        #expect(type.set("1", in: &settings))
        #expect(type.set("3", in: &settings))
        #expect(!type.set("4", in: &settings))
        #expect(settings.drainSeconds == 3)
    }

    @Test func `a path is not empty and has no NUL`() {
        var settings = Settings()
        let type = SettingType.path(\.data)
        #expect(!type.set("", in: &settings))
        #expect(!type.set("a\u{0}b", in: &settings))
        #expect(settings == Settings())
    }
}
