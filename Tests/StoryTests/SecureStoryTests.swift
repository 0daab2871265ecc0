import Codecs
import Glibc
import TestSupport
import Testing

/// https, with the programs that were built and with clients that everybody has.
struct SecureStoryTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates.shared.get() }

    private func story(_ pair: Certificates.Pair, _ settings: String...) throws -> Story {
        try Story(["--tls-certificate", pair.certificate, "--tls-key", pair.key] + settings)
    }

    @Test func `the daemon says its https address, and cairn and curl talk to it`() throws {
        let story = try story(try certificates.make("story"))
        #expect(story.url.hasPrefix("https://127.0.0.1:"))
        try story.cairn("ls", "--ca-file", certificates.authority)
        let distrusting = try story.cairn("ls", expecting: 69)
        #expect(distrusting.errors.contains("--ca-file"))
        let printed = try TestSupport.Program.run(
            "curl", ["-sS", "--cacert", certificates.authority, story.url + "/healthz"],
            input: [])
        #expect(String(decoding: printed, as: UTF8.self).contains("alive"))
    }

    @Test func `a renewed certificate is taken over at SIGHUP, a broken one is not`() throws {
        let pair = try certificates.make("renewing")
        let story = try story(pair)
        func subject() throws -> String {
            let address = story.url.dropFirst("https://".count)
            let printed = try TestSupport.Program.run(
                "sh", ["-c", "openssl s_client -connect \(address) </dev/null 2>/dev/null"],
                input: [])
            return String(decoding: printed, as: UTF8.self)
        }
        func reload() throws -> String {
            let count = try story.log { outcomes($0).count }
            story.signal(SIGHUP)
            return try story.log { events in
                outcomes(events).count > count ? outcomes(events).last : nil
            }
        }
        #expect(try subject().contains("CN = renewing"))
        let renewed = try certificates.make("renewed-at-sighup")
        for (from, to) in [
            (renewed.certificate, pair.certificate), (renewed.key, pair.key),
        ] {
            _ = try TestSupport.Program.run("cp", [from, to], input: [])
        }
        #expect(try reload() == "settings were read again")
        #expect(try subject().contains("CN = renewed-at-sighup"))
        _ = try TestSupport.Program.run("cp", [pair.key, pair.certificate], input: [])
        #expect(try reload() == "settings are wrong and were not taken over")
        #expect(try subject().contains("CN = renewed-at-sighup"))
    }

    @Test func `a certificate that ends soon is warned of, and its end is a meter`() throws {
        let story = try story(try certificates.make("ending", days: 3))
        let warning = try story.log { events in
            events.first { $0["message"]?.string?.hasPrefix("the certificate ends soon") == true }
        }
        #expect(warning["level"] == "warning")
        let printed = try TestSupport.Program.run(
            "curl",
            [
                "-sS", "--cacert", certificates.authority, "-H",
                "Authorization: Bearer \(try story.token)", story.url + "/metrics",
            ], input: [])
        let line = try #require(
            String(decoding: printed, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("cairn_tls_certificate_end_seconds ") })
        let end = try #require(line.split(separator: " ").last.flatMap { Double($0) })
        let days = (end - Double(time(nil))) / 86_400
        #expect(days > 2.9 && days < 3.1)
    }

    private func outcomes(_ events: [JSON]) -> [String] {
        events.compactMap { $0["message"]?.string }.filter { $0.hasPrefix("settings ") }
    }

    @Test func `a client without the certificate that is demanded is turned away`() throws {
        let own = try certificates.make("own-client")
        let story = try story(
            try certificates.make("demanding"), "--tls-client-certificates", "required",
            "--tls-client-authorities", certificates.authority)
        let authority = ["--ca-file", certificates.authority]
        let shown = ["--client-certificate", own.certificate, "--client-key", own.key]
        try story.cairn(["ls"] + authority + shown)
        try story.cairn(["ls"] + authority, expecting: 69)
    }

    @Test(arguments: [
        (["--tls-certificate", "/nowhere.pem"], 64, "tls-key"),
        (["--tls-certificate", "/nowhere.pem", "--tls-key", "/nowhere.key"], 78, "Cannot read"),
        (["--listen", "0.0.0.0:0"], 64, "allow-unencrypted"),
        (["--tls-client-certificates", "required"], 64, "tls-client-authorities"),
    ])
    func `what cannot be served safely is refused with the next step`(
        settings: [String], status: Int32, hint: String
    ) throws {
        let directory = try TemporaryDirectory()
        let ending = try Program(
            Story.path(of: "cairnd"), ["serve", "--data", directory.path + "/data"] + settings,
            directory: directory
        ).end(withinSeconds: Story.patienceSeconds)
        #expect(ending.status == status)
        #expect(ending.errors.contains(hint))
    }
}
