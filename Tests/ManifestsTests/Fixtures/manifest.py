"""Builds and reads manifests, written from Docs/STORAGE.md alone: what the format says, not what
the program does.

  manifest.py vectors          prints the vectors of manifest.json
  manifest.py read DIR ROOT    reads the pages in DIR, files named by their digests, and prints the
                               samples, a line of JSON each
"""

import hashlib
import json
import struct
import sys

LEAF_TARGET, PAGE_TARGET = 128, 256


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def table():
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        yield value


TABLE = list(table())


def key_hash(key):
    value = 0xCBF29CE484222325
    for byte in key.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def runs(items, target, bits):
    """Cuts items into pages: `bits` gives the 32 bits of the hash that decide after an item."""
    page = []
    for item in items:
        page.append(item)
        size = len(page)
        if size >= 4 * target or size >= target // 4 and bits(item) % target == 0:
            yield page
            page = []
    if page:
        yield page


def number(value, byte_count):
    return value.to_bytes(byte_count, "little")


def ends(lengths, byte_count):
    total, column = 0, b""
    for length in lengths:
        total += length
        column += number(total, byte_count)
    return column


def name(text):
    return bytes([len(text.encode())]) + text.encode()


def sealed(page):
    return page + number(crc32c(page), 4)


def canonical(fields):
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf(samples):
    splits = sorted({sample["split"] for sample in samples if sample["split"]}, key=str.encode)
    parts = [part for sample in samples for part in sample["parts"]]
    part_names = sorted({part[0] for part in parts}, key=str.encode)
    names = b"".join(map(name, splits + part_names))
    keys = [sample["key"].encode() for sample in samples]
    fields = [canonical(sample["fields"]) for sample in samples]
    page = b"CRNL" + struct.pack(
        "<HHIIHHIII", 1, 0, len(samples), len(parts), len(splits), len(part_names), len(names),
        sum(map(len, keys)), sum(map(len, fields)))
    page += b"".join(number(size, 8) for _, _, size in parts)
    page += b"".join(bytes.fromhex(digest) for _, digest, _ in parts)
    page += ends([len(sample["parts"]) for sample in samples], 4)
    page += ends(map(len, keys), 4) + ends(map(len, fields), 4)
    page += b"".join(number(part_names.index(part[0]), 2) for part in parts)
    page += b"".join(
        number(splits.index(sample["split"]) + 1 if sample["split"] else 0, 2)
        for sample in samples)
    return sealed(page + names + b"".join(keys) + b"".join(fields))


def index(children, level):
    splits = sorted({split for child in children for split in child["splits"]}, key=str.encode)
    names = b"".join(map(name, splits))
    keys = [child["key"].encode() for child in children]
    page = b"CRNI" + struct.pack(
        "<HHIIIHHII", 1, level, len(children), LEAF_TARGET, PAGE_TARGET, len(splits), 0,
        len(names), sum(map(len, keys)))
    page += ends([child["samples"] for child in children], 8)
    page += ends([child["bytes"] for child in children], 8)
    page += b"".join(bytes.fromhex(child["digest"]) for child in children)
    page += b"".join(
        number(child["splits"].get(split, 0), 8) for child in children for split in splits)
    return sealed(page + ends(map(len, keys), 4) + names + b"".join(keys))


def digest_of(data):
    return hashlib.sha256(data).hexdigest()


def child(page, key, below):
    """What the page above says of a page; `below` are (samples, bytes, splits) of what it has."""
    splits = {}
    for _, _, counts in below:
        for split, count in counts.items():
            splits[split] = splits.get(split, 0) + count
    return {
        "digest": digest_of(page), "key": key, "samples": sum(entry[0] for entry in below),
        "bytes": sum(entry[1] for entry in below), "splits": splits}


def build(samples):
    """The root's digest, and all pages by their digests."""
    pages = {}

    def add(page):
        pages[digest_of(page)] = page
        return page

    samples = sorted(samples, key=lambda sample: sample["key"].encode())
    leaves = []
    for run in runs(samples, LEAF_TARGET, lambda sample: key_hash(sample["key"]) & 0xFFFFFFFF):
        below = [(1, sum(part[2] for part in sample["parts"]),
                  {sample["split"]: 1} if sample["split"] else {}) for sample in run]
        leaves.append(child(add(leaf(run)), run[-1]["key"], below))
    descriptors = []
    for run in runs(leaves, PAGE_TARGET, lambda entry: key_hash(entry["key"]) >> 32):
        below = [(entry["samples"], entry["bytes"], entry["splits"]) for entry in run]
        descriptors.append(child(add(index(run, 1)), run[-1]["key"], below))
    return digest_of(add(index(descriptors, 2))), pages


def numbered(count):
    """The samples of a vector that only tells how many it has."""
    for value in range(count):
        content = f"content {value}".encode()
        yield {
            "key": f"{value % 7}/{value:06}", "split": [None, "train", "test"][value % 3],
            "fields": {} if value % 5 == 0 else {"n": value, "ü": ["a", {"z": None, "b": True}]},
            "parts": [["cls", digest_of(b"1"), 1], ["png", digest_of(content), len(content)]][
                value % 2:]}


SMALL = [
    {"key": "b/ü", "split": "test", "fields": {"b": 1, "a": "x"},
     "parts": [["json", digest_of(b"{}"), 2], ["seg.png", digest_of(b"s"), 2**40]]},
    {"key": "a", "split": None, "fields": {}, "parts": []},
]


def vectors():
    for samples in ([], SMALL):
        root, pages = build(samples)
        yield {"samples": samples, "root": root,
               "pages": {digest: page.hex() for digest, page in sorted(pages.items())}}
    for count in (1, 100, 1000, 40_000):
        root, pages = build(numbered(count))
        yield {"count": count, "root": root, "pageCount": len(pages)}


def column(page, offset, count, width):
    return [int.from_bytes(page[offset + place * width:offset + (place + 1) * width], "little")
            for place in range(count)], offset + count * width


def slices(page, offset, totals):
    return [page[offset + start:offset + end] for start, end in zip([0] + totals, totals)]


def read_names(page, offset, count):
    names = []
    for _ in range(count):
        length = page[offset]
        names.append(page[offset + 1:offset + 1 + length].decode())
        offset += 1 + length
    return names, offset


def read(page_of, digest):
    """The samples below a page, in order."""
    page = page_of(digest)
    assert digest_of(page) == digest, f"{digest} has other bytes"
    assert crc32c(page[:-4]) == int.from_bytes(page[-4:], "little"), f"{digest} has another sum"
    if page[:4] == b"CRNI":
        _, level, count, _, _, split_count, _, name_bytes, _ = struct.unpack_from(
            "<HHIIIHHII", page, 4)
        offset = 32 + 16 * count
        for place in range(count):
            yield from read(page_of, page[offset + 32 * place:offset + 32 * place + 32].hex())
        return
    _, _, count, part_count, split_count, name_count, _, _, _ = struct.unpack_from(
        "<HHIIHHIII", page, 4)
    sizes, offset = column(page, 32, part_count, 8)
    digests = [page[offset + 32 * place:offset + 32 * place + 32].hex()
               for place in range(part_count)]
    part_ends, offset = column(page, offset + 32 * part_count, count, 4)
    key_ends, offset = column(page, offset, count, 4)
    field_ends, offset = column(page, offset, count, 4)
    part_codes, offset = column(page, offset, part_count, 2)
    split_codes, offset = column(page, offset, count, 2)
    splits, offset = read_names(page, offset, split_count)
    part_names, offset = read_names(page, offset, name_count)
    keys = slices(page, offset, key_ends)
    fields = slices(page, offset + (key_ends[-1] if key_ends else 0), field_ends)
    for place in range(count):
        first = part_ends[place - 1] if place else 0
        yield {
            "key": keys[place].decode(), "fields": json.loads(fields[place]),
            "split": splits[split_codes[place] - 1] if split_codes[place] else None,
            "parts": [[part_names[part_codes[part]], digests[part], sizes[part]]
                      for part in range(first, part_ends[place])]}


def main():
    if sys.argv[1:] == ["vectors"]:
        print(json.dumps(list(vectors()), ensure_ascii=False, indent=1))
        return
    directory, root = sys.argv[2:]

    def page_of(digest):
        with open(f"{directory}/{digest}", "rb") as file:
            return file.read()

    for sample in read(page_of, root):
        print(json.dumps(sample, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main()
