import HTTP
import Testing

@testable import Service

struct SettingsTests {
    @Test func `every property has one line in the table`() {
        #expect(Mirror(reflecting: Settings()).children.count == Settings.table.count)
        #expect(Set(Settings.table.map(\.name)).count == Settings.table.count)
        for setting in Settings.table {
            var properties = Mirror(reflecting: Settings()).children.compactMap(\.label)
            properties.removeAll { SettingsTests.hyphenated($0) != setting.name }
            #expect(properties.count == 1, "\(setting.name) has no property of its name")
        }
    }

    @Test func `a line sets the property of its name and no other`() {
        for setting in Settings.table {
            let text = Self.otherValue(of: setting)
            var settings = Settings()
            #expect(setting.type.set(text, in: &settings))
            let changed = zip(
                Mirror(reflecting: Settings()).children, Mirror(reflecting: settings).children
            ).filter { "\($0.value)" != "\($1.value)" }.compactMap(\.1.label)
            #expect(changed.map(Self.hyphenated) == [setting.name])
        }
    }

    @Test func `every setting that changes at a reload changes what the daemon works by`() {
        // By name: no two of them are the same, and everything that a reload makes is in here.
        let made = { (settings: Settings) in
            "\(HTTPLimits(settings)) \(ServiceLimits(settings)) \(Reception.Limits(settings))"
                + "\(UpkeepSchedule(settings)) "
                + "\(settings.anonymousRead) \(settings.logLevel) \(settings.workerQueue) "
                + "\(settings.drainSeconds) \(settings.tlsCertificate) \(settings.tlsKey) "
                + "\(settings.tlsClientCertificates) \(settings.tlsClientAuthorities)"
        }
        // Without a rate, a burst means nothing.
        var base = Settings()
        base.rateLimitPerMinute = 60
        for setting in Settings.table where setting.change == .atReload {
            var settings = base
            #expect(setting.type.set(Self.otherValue(of: setting), in: &settings))
            #expect(made(settings) != made(base), "\(setting.name) changes nothing")
        }
    }

    @Test func `what is no setting is documented with its value and its reason`() {
        let text = Settings.documentText
        for limit in FixedLimit.all {
            #expect(text.contains("| \(limit.what) | \(limit.value) | \(limit.reason) |"))
        }
        #expect(text.contains("| ranges of one request; with more, all is sent | 16 |"))
    }

    @Test func `a reload keeps what needs a start, and names it`() {
        var next = Settings()
        next.loops = 3
        next.connections = 7
        let (settings, pending) = Settings().reloaded(as: next)
        #expect(pending == ["loops"])
        #expect(settings.loops == Settings().loops)
        #expect(settings.connections == 7)
    }

    @Test(arguments: [
        (["--target-limit-bytes=16KiB"], "target-limit-bytes (16 KiB)"),
        (["--head-limit-bytes=8KiB"], "head-limit-bytes (8 KiB)"),
        (["--pack-limit-bytes=2MiB", "--segment-bytes=1MiB"], "segment-bytes (1 MiB)"),
    ])
    func `settings that contradict each other are refused`(flags: [String], says: String) {
        let error = #expect(throws: SettingsError.self) {
            try Configuration(arguments: flags, environment: [:], file: { _ in nil })
        }
        #expect(error?.description.contains(says) == true)
    }

    @Test func `connections leave files for everything else`() {
        #expect(Settings().bounded(byOpenFiles: 1024).connections == 726)
        // What the daemon itself has open leaves little of few.
        #expect(Settings().bounded(byOpenFiles: 64).connections == 6)
        #expect(Settings().bounded(byOpenFiles: 1 << 20).connections == 10_000)
        #expect(Settings().bounded(byOpenFiles: 1).connections == 1)
    }

    @Test func `names, helps and reasons have the form of the documents`() {
        for setting in Settings.table {
            #expect(setting.name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
            #expect(setting.help.hasSuffix("."))
            #expect(!setting.reason.hasSuffix("."))
            #expect(!(setting.help + setting.reason).contains { "|\n".contains($0) })
        }
    }

    @Test func `the generated file is valid, also with every line uncommented`() throws {
        let text = Settings.configurationFileText
        let heads = Settings.table.map { "# \($0.name) = " }
        let settings = text.split(separator: "\n").filter { line in
            heads.contains(where: line.hasPrefix)
        }
        #expect(settings.count == Settings.table.count)
        let lines = settings.map { $0.dropFirst(2) }.joined(separator: "\n")
        for text in [text, lines] {
            let configuration = try Configuration(
                arguments: ["--config=x"], environment: [:], file: { _ in text })
            #expect(configuration.settings == Settings())
        }
    }

    @Test func `help and document name every setting, its variable and its default`() {
        for setting in Settings.table {
            for text in [Settings.documentText, Settings.helpText] {
                #expect(text.contains(setting.name))
                #expect(text.contains(setting.environmentName))
                #expect(text.contains(setting.defaultText))
                #expect(text.contains(setting.help))
            }
        }
    }

    private static func hyphenated(_ property: String) -> String {
        property.reduce(into: "") { name, character in
            name += character.isUppercase ? "-\(character.lowercased())" : String(character)
        }
    }

    /// An allowed value that is not the default.
    private static func otherValue(of setting: Setting) -> String {
        switch setting.type {
        case .path, .optionalPath: "/elsewhere"
        case .address: "[::1]:1"
        case .boolean: setting.defaultText == "true" ? "false" : "true"
        case .choice(_, let choices): choices.first { $0 != setting.defaultText } ?? ""
        case .integer(_, let bounds), .bytes(_, let bounds), .seconds(_, let bounds):
            setting.type.number(in: Settings()) == bounds.upperBound
                ? "\(bounds.lowerBound)" : "\(bounds.upperBound)"
        }
    }
}
