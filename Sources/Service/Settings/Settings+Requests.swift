extension Settings {
    /// What one request may be and bring.
    static let requestSettings: [Setting] = [
        Setting(
            "target-limit-bytes", .bytes(\.targetLimitBytes, 256...32 * Self.kibibyte),
            "Longest request target; longer ones are answered 414.",
            because: "four times what browsers and proxies agree on", .atReload),
        Setting(
            "head-limit-bytes", .bytes(\.headLimitBytes, Self.kibibyte...60 * Self.kibibyte),
            "Largest head of a request: its line and all fields; larger ones are answered 431.",
            because: "twice the target's limit; every loop has one buffer of 64 KiB for it",
            .atReload),
        Setting(
            "field-limit", .integer(\.fieldLimit, 8...64),
            "Fields of a request; more are answered 431.",
            because: "browsers send 20 and proxies add 10; the table of a head has 64 lines",
            .atReload),
        Setting(
            "chunk-extension-limit-bytes",
            .bytes(\.chunkExtensionLimitBytes, 0...32 * Self.kibibyte),
            "Chunk extensions of a request, all together; more are answered 400.",
            because: "they carry nothing here, and are a way to send bytes that count nowhere",
            .atReload),
        Setting(
            "trailer-limit-bytes", .bytes(\.trailerLimitBytes, 0...32 * Self.kibibyte),
            "Trailer fields of a request, all together; more are answered 431.",
            because: "a digest and a signature fit many times", .atReload),
        Setting(
            "discard-limit-bytes", .bytes(\.discardLimitBytes, 0...64 * Self.mebibyte),
            "Body that nobody wants and that is read past to keep its connection.",
            because: "beyond it, a new connection costs less than the rest of the body",
            .atReload),
        Setting(
            "json-limit-bytes", .bytes(\.jsonLimitBytes, 1024...256 * Self.mebibyte),
            "Largest JSON body: a recipe, a single annotation.",
            because: "it is held in memory while it is read; ours are a few kilobytes", .atReload),
        Setting(
            "lines-limit-bytes", .bytes(\.linesLimitBytes, 1024...4 * Self.gibibyte),
            "Largest bulk write of annotations as NDJSON.",
            because: "all of it is one transaction, and other writes wait for that", .atReload),
        Setting(
            "blob-limit-bytes", .bytes(\.blobLimitBytes, Self.mebibyte...Self.tebibyte),
            "Largest single blob.",
            because: "a checkpoint or a long video fits; a runaway upload ends", .atReload),
        Setting(
            "commit-limit-bytes", .bytes(\.commitLimitBytes, Self.mebibyte...64 * Self.tebibyte),
            "Largest commit: bytes of one tar or NDJSON stream.",
            because: "a terabyte data set in one stream; what is larger goes in several commits",
            .atReload),
        Setting(
            "body-expansion-factor", .integer(\.bodyExpansionFactor, 1...1032),
            "Times that a body in gzip may become as large when it is read; beyond it, 413.",
            because: "lines of labels become 4 to 30 times as large, and a bomb 1032 times",
            .atReload),
    ]
}
