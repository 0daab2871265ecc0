#!/usr/bin/env python3
"""Computes Docs/ORDER.md independently of the Swift code, and writes its test vectors.

    order.py > order.json        writes them anew
    order.py check order.json    fails when they are not what this code computes
"""
import hashlib
import json
import struct
import sys

MASK = (1 << 64) - 1
SAMPLES, BLOCKS, WINDOW = 0, 1, 2


class Permutation:
    def __init__(self, count, seed, epoch, purpose=SAMPLES, instance=0):
        self.count = count
        bits = (count - 1).bit_length() if count > 1 else 0
        self.half = max(1, (bits + 1) // 2)
        rounds = 12 if self.half < 8 else 6
        self.keys = []
        for block in range((rounds + 3) // 4):
            message = b"cairn/order/1" + bytes([purpose, block])
            message += struct.pack(">QQQ", seed, epoch, instance)
            self.keys += struct.unpack(">4Q", hashlib.sha256(message).digest())
        self.keys = self.keys[:rounds]

    def mix(self, half, key):
        mixed = (half + key) * 0x9E3779B97F4A7C15 & MASK
        mixed ^= mixed >> 32
        return (mixed * 0xD6E8FEB86659FD93 & MASK) >> (64 - self.half)

    def image(self, index):
        while True:
            left, right = index >> self.half, index & (1 << self.half) - 1
            for key in self.keys:
                left, right = right, left ^ self.mix(right, key)
            index = left << self.half | right
            if index < self.count:
                return index


class Windowed:
    def __init__(self, count, seed, epoch, block, blocks_per_window):
        self.count, self.seed, self.epoch = count, seed, epoch
        self.window = block * blocks_per_window
        starts = range(0, count, block)
        blocks = Permutation(len(starts), seed, epoch, BLOCKS)
        # The definition itself, not a formula: all blocks, lined up.
        self.lined_up = []
        for place in range(len(starts)):
            start = starts[blocks.image(place)]
            self.lined_up += range(start, min(count, start + block))

    def image(self, index):
        number = index // self.window
        start = number * self.window
        length = min(self.window, self.count - start)
        inside = Permutation(length, self.seed, self.epoch, WINDOW, number)
        return self.lined_up[start + inside.image(index - start)]


def cut(start, end, rank, world, tail):
    length = end - start
    steps = {"keep": len(range(rank, length, world)), "drop": length // world,
             "repeat": -(-length // world)}[tail]
    return [(start + rank + step * world) % end for step in range(steps)]


def slots(weights, count):
    """How many slots of an epoch each component has."""
    total = sum(weights)
    counts = [count * weight // total for weight in weights]
    lost = sorted(range(len(weights)), key=lambda i: (-(count * weights[i] % total), i))
    for index in lost[:count - sum(counts)]:
        counts[index] += 1
    return counts


def draws(components, counts, epoch):
    """Component, pass and place of each slot: the draws themselves, one after another."""
    found = []
    for number, ((size, seed), count) in enumerate(zip(components, counts)):
        for draw in range(epoch * count, (epoch + 1) * count):
            place = Permutation(size, seed, draw // size).image(draw % size)
            found.append([number, draw // size, place])
    return found


def vectors():
    shuffled, windowed, cuts, mixtures = [], [], [], []
    for seed, epoch in ((0, 0), (0, 1), (1, 0), (2**53 - 1, 2**53 - 1)):
        for count in (1, 2, 3, 4, 5, 16, 17, 1000, 16384, 16385, 10_000_000, 2**40 + 1, 2**62):
            permutation = Permutation(count, seed, epoch)
            indices = sorted({*range(min(count, 8)), count // 2, count - 1})
            shuffled.append({
                "seed": seed, "epoch": epoch, "count": str(count),
                "key": "%016x" % permutation.keys[0],
                "positions": {str(index): str(permutation.image(index)) for index in indices}})
    for count, block, blocks in ((1, 1, 1), (10, 4, 2), (1000, 16, 8), (1003, 100, 3), (7, 9, 1)):
        order = Windowed(count, 7, 3, block, blocks)
        windowed.append({
            "seed": 7, "epoch": 3, "count": count, "blockLength": block,
            "blocksPerWindow": blocks, "positions": [order.image(i) for i in range(min(count, 40))]})
    for start, end, world in ((0, 10, 4), (3, 10, 3), (5, 5, 2), (0, 3, 5)):
        for tail in ("keep", "repeat", "drop"):
            cuts.append({"from": start, "to": end, "worldSize": world, "tail": tail,
                         "ranks": [cut(start, end, r, world, tail) for r in range(world)]})
    for components, weights, count, epoch in (
            (((10, 1),), (1,), 10, 0), (((10, 1), (3, 2)), (1, 1), 7, 3),
            (((100, 1), (7, 2), (1, 3)), (5, 3, 1), 31, 2),
            (((5, 1), (0, 2), (4, 3)), (3, 1, 3), 2, 9)):
        counts = slots(weights, count)
        all_draws, order = draws(components, counts, epoch), Permutation(count, 11, epoch)
        mixtures.append({
            "sizes": [size for size, _ in components], "seeds": [seed for _, seed in components],
            "weights": weights, "count": count, "seed": 11, "epoch": epoch, "slots": counts,
            "draws": [all_draws[order.image(index)] for index in range(count)]})
    return {"version": 1, "shuffled": shuffled, "windowed": windowed, "cuts": cuts,
            "mixtures": mixtures}


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        with open(sys.argv[2]) as file:
            sys.exit(json.load(file) != json.loads(json.dumps(vectors())))
    document = vectors()
    print('{"version": %d' % document.pop("version"), end="")
    for name, cases in document.items():
        print(',\n"%s": [\n' % name + ",\n".join(map(json.dumps, cases)) + "]", end="")
    print("}")
