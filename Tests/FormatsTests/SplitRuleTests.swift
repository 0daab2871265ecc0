import Records
import Testing

@testable import Formats

struct SplitRuleTests {
    @Test(
        arguments: [
            ("train/a", "train"), ("validation/a/b", "validation"), ("val/a", "validation"),
            ("valid/a", "validation"), ("test/a", "test"), ("Train/a", nil), ("train", nil),
            ("a/train", nil), ("training/a", nil),
        ] as [(String, String?)])
    func `the first segment is a split only by its usual names`(key: String, split: String?) throws
    {
        #expect(try SplitRule.firstSegment.split(of: SampleKey(key))?.text == split)
    }
}
