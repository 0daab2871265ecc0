import Posix

/// What would be on the disk after a loss of power.
struct Survivors: Sendable {
    private struct Entry: Sendable {
        let identity: Int
        let isDirectory: Bool
    }

    private struct Names: Sendable {
        var current: [String: Entry] = [:]
        var durable: [String: Entry] = [:]
    }

    // The system uses inode numbers again, so each creation gets an identity of its own.
    private var identities: [UInt: Int] = [:]
    private var lastIdentity = 0
    private var names: [Int: Names] = [:]
    private var bytes: [Int: [UInt8]] = [:]

    mutating func add(_ name: String, _ inode: UInt, isDirectory: Bool, to directory: UInt) {
        lastIdentity += 1
        identities[inode] = lastIdentity
        let entry = Entry(identity: lastIdentity, isDirectory: isDirectory)
        names[identity(of: directory), default: Names()].current[name] = entry
    }

    mutating func move(
        _ name: String, in directory: UInt, to newName: String, in target: UInt
    ) {
        let entry = names[identity(of: directory)]?.current.removeValue(forKey: name)
        names[identity(of: target), default: Names()].current[newName] = entry
    }

    mutating func remove(_ name: String, from directory: UInt) {
        names[identity(of: directory)]?.current[name] = nil
    }

    mutating func syncDirectory(_ directory: UInt) {
        let identity = identity(of: directory)
        let current = names[identity]?.current ?? [:]
        names[identity]?.durable = current
    }

    mutating func syncFile(_ file: UInt, bytes: [UInt8]) {
        self.bytes[identity(of: file)] = bytes
    }

    func write(directory: UInt, to path: String, withAllNames: Bool) throws {
        try write(identity: identities[directory] ?? 0, to: path, withAllNames: withAllNames)
    }

    private func write(identity: Int, to path: String, withAllNames: Bool) throws {
        let target = try Directory.make(atPath: path)
        let entries = withAllNames ? names[identity]?.current : names[identity]?.durable
        for (name, entry) in entries ?? [:] {
            if entry.isDirectory {
                try write(
                    identity: entry.identity, to: path + "/" + name, withAllNames: withAllNames)
            } else {
                let file = try target.openFile(name, access: .create)
                try SystemMedium().writeAll(bytes[entry.identity] ?? [], to: file, at: 0)
            }
        }
    }

    /// The root was there before anything was recorded: identity 0.
    private func identity(of inode: UInt) -> Int { identities[inode] ?? 0 }
}
