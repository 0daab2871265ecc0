/// Settings that are right each by itself and wrong together.
extension Settings {
    /// A setting that must be smaller than another, or not larger.
    private static let orders: [(small: String, large: String, mayBeEqual: Bool)] = [
        ("target-limit-bytes", "head-limit-bytes", false),
        ("pack-limit-bytes", "segment-bytes", true),
    ]

    /// - Throws: ``SettingsError/contradiction(small:smallText:large:largeText:)``
    func check() throws(SettingsError) {
        try checkEncryption()
        for order in Settings.orders {
            guard let small = number(of: order.small), let large = number(of: order.large) else {
                continue
            }
            guard small.value < large.value || order.mayBeEqual && small.value == large.value else {
                throw .contradiction(
                    small: order.small, smallText: small.text, large: order.large,
                    largeText: large.text)
            }
        }
    }

    private func checkEncryption() throws(SettingsError) {
        let pairs = [
            ("tls-certificate", tlsCertificate, "tls-key", tlsKey),
            ("tls-key", tlsKey, "tls-certificate", tlsCertificate),
            ("tls-client-authorities", tlsClientAuthorities, "tls-certificate", tlsCertificate),
        ]
        for (setting, value, needed, other) in pairs where !value.isEmpty && other.isEmpty {
            throw .lonely(setting: setting, needs: needed)
        }
        if tlsClientCertificates != "none", tlsClientAuthorities.isEmpty {
            throw .lonely(setting: "tls-client-certificates", needs: "tls-client-authorities")
        }
        if tlsCertificate.isEmpty, !allowUnencrypted, !listen.isLoopback {
            throw .plainHTTPExposed(address: listen.description)
        }
    }

    private func number(of name: String) -> (value: Int, text: String)? {
        guard let type = Settings.table.first(where: { $0.name == name })?.type else { return nil }
        let text = type.text(in: self)
        return type.number(in: self).map { ($0, text) }
    }

    /// Files that the daemon has open at rest, with a reserve: some 40 on two cores.
    private static let ownFileCount = 56

    /// The settings of a process that may open so many files: a connection is one, and what is left
    /// is for the files of the answers. What the daemon itself has open comes first: the index, the
    /// loops, logs and locks.
    package func bounded(byOpenFiles count: Int) -> Settings {
        var settings = self
        let left = count - Settings.ownFileCount
        settings.connections = max(1, min(connections, left / 4 * 3))
        return settings
    }

    /// What a daemon with these settings runs with once it has read `next`, and the names of those
    /// that it takes over only at a start.
    func reloaded(as next: Settings) -> (settings: Settings, pending: [String]) {
        var settings = next
        var pending: [String] = []
        for setting in Settings.table where setting.change == .atStart {
            let text = setting.type.text(in: self)
            guard text != setting.type.text(in: next) else { continue }
            guard setting.type.set(text, in: &settings) else {
                preconditionFailure("a setting's own text is allowed")
            }
            pending.append(setting.name)
        }
        return (settings, pending)
    }
}
