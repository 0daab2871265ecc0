import Testing

@testable import cairn

struct ProgressBarTests {
    private let mebibyte: Int64 = 1024 * 1024

    private func bar(_ style: ProgressBar.Style, total: Int64?) -> ProgressBar {
        ProgressBar(label: "importing", totalBytes: total, style: style, nowMilliseconds: 1000)
    }

    @Test func `a terminal is redrawn at most ten times a second`() {
        var bar = bar(.terminal(columns: 100), total: 100 * mebibyte)
        var drawn = 0
        for step in 1...1000 {
            let text = bar.advanced(
                toBytes: Int64(step) * mebibyte / 10, nowMilliseconds: 1000 + Int64(step))
            if text != nil { drawn += 1 }
        }
        #expect(drawn == 10)
    }

    @Test func `a line says percent, amount, rate and the time that is left`() {
        var bar = bar(.terminal(columns: 120), total: 100 * mebibyte)
        let text = bar.advanced(toBytes: 25 * mebibyte, nowMilliseconds: 2000)
        #expect(
            text == "\rimporting  [#######.......................] 25%  25.0 MiB of 100 MiB  "
                + "25.0 MiB/s  3s left\u{1B}[K")
    }

    @Test func `a line never reaches the last column`() {
        for columns in 1...130 {
            var bar = bar(.terminal(columns: columns), total: 100 * mebibyte)
            let text = bar.advanced(toBytes: 25 * mebibyte, nowMilliseconds: 2000) ?? ""
            let shown = text.dropFirst().prefix { $0 != "\u{1B}" }
            #expect(shown.count <= columns - 1)
        }
    }

    @Test func `without a terminal a plain line is said every five seconds`() {
        var bar = bar(.lines, total: 1000)
        #expect(bar.advanced(toBytes: 100, nowMilliseconds: 5999) == nil)
        let text = bar.advanced(toBytes: 500, nowMilliseconds: 6000)
        #expect(text?.hasPrefix("importing  50%  500 B of 1000 B  ") == true)
        #expect(text?.hasSuffix(" left\n") == true)
        #expect(text?.contains("\u{1B}") == false)
        #expect(bar.advanced(toBytes: 600, nowMilliseconds: 10_999) == nil)
        #expect(bar.advanced(toBytes: 600, nowMilliseconds: 11_000) != nil)
    }

    @Test func `without a total there is neither percentage nor time left`() {
        var bar = bar(.terminal(columns: 120), total: nil)
        let text = bar.advanced(toBytes: 25 * mebibyte, nowMilliseconds: 2000)
        #expect(text == "\rimporting  25.0 MiB  25.0 MiB/s\u{1B}[K")
    }

    @Test func `the end is said whatever the time, with the mean rate`() {
        var lines = bar(.lines, total: 4 * mebibyte)
        #expect(
            lines.finished(atBytes: 4 * mebibyte, nowMilliseconds: 3000)
                == "importing  100%  4.0 MiB  2.0 MiB/s  in 2s\n")
        var terminal = bar(.terminal(columns: 80), total: 4 * mebibyte)
        let text = terminal.finished(atBytes: 4 * mebibyte, nowMilliseconds: 3000)
        #expect(text.hasSuffix("in 2s\u{1B}[K\n"))
    }

    @Test func `a transfer that stands still has no infinite time left`() {
        var bar = bar(.terminal(columns: 120), total: 1000)
        let text = bar.advanced(toBytes: 0, nowMilliseconds: 60_000)
        #expect(text?.contains("left") == false)
    }

    @Test func `the rate follows a transfer that slows down`() {
        var bar = bar(.lines, total: nil)
        for second in 1...10 {
            _ = bar.advanced(
                toBytes: Int64(second) * 100 * mebibyte,
                nowMilliseconds: 1000 + Int64(second) * 1000)
        }
        var text = ""
        for second in 11...40 {
            let bytes = 1000 * mebibyte + Int64(second - 10) * mebibyte
            text =
                bar.advanced(toBytes: bytes, nowMilliseconds: 1000 + Int64(second) * 1000) ?? text
        }
        #expect(text.contains("  1.") && text.contains(" MiB/s"))
    }
}
