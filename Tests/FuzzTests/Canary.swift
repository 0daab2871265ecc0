extension FuzzTarget {
    /// Code with a fault that no seed shows: a fuzzer that does not find it finds nothing.
    ///
    /// It reads nested brackets, and forgets that there may be too many of them behind a certain
    /// word.
    static let canary = FuzzTarget(name: "canary", seeds: [Array("()".utf8)], words: ["sing"]) {
        bytes in
        var (depth, deepest) = (0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            deepest = max(deepest, depth)
        }
        let sings = bytes.firstRange(of: Array("sing".utf8)) != nil
        try demand(!(sings && deepest >= 4), "the canary sings")
        return "depth \(deepest)"
    }
}
