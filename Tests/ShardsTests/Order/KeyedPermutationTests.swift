import TestSupport
import Testing

@testable import Shards

struct KeyedPermutationTests {
    @Test func `it is bijective for every count up to 1,000, and all counts to 5,000 in turn`() {
        // Each count with one key; counts above 1,000 in steps that visit every residue.
        for count in Array(1...1000) + Array(stride(from: 1001, through: 5000, by: 7)) {
            let permutation = KeyedPermutation(count: count, seed: 5, epoch: UInt64(count))
            var seen = [Bool](repeating: false, count: count)
            for index in 0..<count { seen[permutation.image(of: index)] = true }
            #expect(seen.allSatisfy { $0 }, "count \(count)")
        }
    }

    @Test(arguments: 1...17)
    func `it is bijective at powers of two and beside them`(bits: Int) {
        for count in [(1 << bits) - 1, 1 << bits, (1 << bits) + 1] {
            let permutation = KeyedPermutation(count: count, seed: 11, epoch: 0)
            let images = Set((0..<count).lazy.map(permutation.image(of:)))
            #expect(images.count == count && images.max() == count - 1, "count \(count)")
        }
    }

    @Test(arguments: [
        1, 2, 3, 17, 16_384, 16_385, 10_000_000, 1 << 40, KeyedPermutation.countLimit,
    ])
    func `the inverse finds every place again`(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        for epoch in 0..<20 {
            let permutation = KeyedPermutation(
                count: count, seed: random.next(), epoch: UInt64(epoch))
            for _ in 0..<20 {
                let index = Int.random(in: 0..<count, using: &random)
                #expect(permutation.preimage(of: permutation.image(of: index)) == index)
            }
        }
    }

    @Test func `seed, epoch, purpose and instance each give another order`() {
        func images(
            _ seed: UInt64 = 1, _ epoch: UInt64 = 1,
            _ purpose: KeyedPermutation.Purpose = .window, _ instance: UInt64 = 1
        ) -> [Int] {
            let permutation = KeyedPermutation(
                count: 100, seed: seed, epoch: epoch, purpose: purpose, instance: instance)
            return (0..<100).map(permutation.image(of:))
        }
        let orders = [
            images(), images(2), images(1, 2), images(1, 1, .blocks), images(1, 1, .window, 2),
        ]
        #expect(Set(orders).count == orders.count)
    }

    /// Over many epochs each sample must come everywhere equally often, and neighbours at every
    /// distance. The statistics have mean 0 and deviation 1; 5 is met once in a million.
    @Test(arguments: [3, 5, 8, 17, 60])
    func `no place and no step is preferred`(count: Int) {
        let epochs = 3000
        var places = [Int](repeating: 0, count: count * count)
        var steps = [Int](repeating: 0, count: count)
        for epoch in 0..<epochs {
            let permutation = KeyedPermutation(count: count, seed: 42, epoch: UInt64(epoch))
            let images = (0..<count).map(permutation.image(of:))
            for (index, image) in images.enumerated() { places[index * count + image] += 1 }
            for (left, right) in zip(images, images.dropFirst()) {
                steps[(right - left + count) % count] += 1
            }
        }
        func deviation(_ counts: some Collection<Int>, freedom: Double, scale: Double) -> Double {
            let expected = Double(counts.reduce(0, +)) / Double(counts.count)
            let sum = counts.reduce(0.0) { sum, count in
                let difference = Double(count) - expected
                return sum + difference * difference / expected
            }
            return (sum * scale - freedom) / (2 * freedom).squareRoot()
        }
        let n = Double(count)
        // A matrix of permutations has (n - 1)² degrees of freedom.
        #expect(deviation(places, freedom: (n - 1) * (n - 1), scale: (n - 1) / n) < 5)
        #expect(deviation(steps.dropFirst(), freedom: n - 2, scale: 1) < 5)
    }
}
