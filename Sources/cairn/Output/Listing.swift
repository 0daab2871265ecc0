import Codecs

/// Reads a listing page by page and hands its rows over, up to a limit.
struct Listing {
    /// The member that holds a page's rows.
    let name: String
    /// Rows wanted altogether.
    let limit: Int
    /// Rows asked for at once: what a server sends without complaint.
    static let pageLimit = 1000

    /// - Parameters:
    ///   - load: fetches one page.
    ///   - body: is given each page and its rows.
    /// - Returns: whether there are more rows than the limit.
    func forEachPage(
        load: (API.Page) throws -> JSON, _ body: (_ page: JSON, _ rows: [JSON]) throws -> Void
    ) throws -> Bool {
        var remaining = limit
        var page = API.Page()
        while remaining > 0 {
            page.limit = min(remaining, Listing.pageLimit)
            let answer = try load(page)
            guard let rows = answer[name]?.array else {
                throw Failure.notUnderstood(reason: "a listing without \(name)")
            }
            try body(answer, Array(rows.prefix(remaining)))
            remaining -= rows.count
            guard let next = answer[API.next]?.string else { return false }
            // A page that neither holds rows nor moves on would be asked for forever.
            guard next != page.cursor, !rows.isEmpty else {
                throw Failure.notUnderstood(reason: "a listing that does not move on")
            }
            page.cursor = next
        }
        return true
    }
}

extension ConnectionOptions {
    /// Prints a listing: a table, or the server's pages with `--json`.
    func printListing(
        _ listing: Listing, _ table: Table, whenEmpty: String,
        load: (API.Page) throws -> JSON
    ) throws {
        var shown = 0
        let hasMore = try listing.forEachPage(load: load) { page, rows in
            if json {
                try Terminal.write(page.text + "\n")
            } else if !rows.isEmpty {
                try Terminal.write(table.text(rows, withTitles: shown == 0))
            }
            shown += rows.count
        }
        if json { return }
        if shown == 0 { Terminal.writeError(whenEmpty + "\n") }
        if hasMore {
            Terminal.writeError("the first \(shown); more with a larger --limit\n")
        }
    }

    /// Prints one document: what `human` makes of it, or the server's JSON with `--json`.
    func printDocument(_ document: JSON, _ human: (JSON) -> String) throws {
        try Terminal.write(json ? document.text + "\n" : human(document))
    }
}
