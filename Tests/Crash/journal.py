"""What a loss of power may leave of a directory, from the journal of the calls that changed it.

The strictest reading of POSIX: bytes of a file are durable from its next sync on, names from the
next sync of their directory on; until then each write may be there, missing or torn, and so may
each name, in any combination. No file system takes that much away.
"""

import os
import struct

# Of disk.c's note(): kind, handle, offset, bytes of two paths, bytes of content.
HEAD = struct.Struct("<6Q")
# What a disk writes whole.
SECTOR_BYTES = 512


def operations(path):
    """Yields (end of the record in the journal, kind, handle, offset, path, path, bytes)."""
    with open(path, "rb") as file:
        end = 0
        while head := file.read(HEAD.size):
            if len(head) < HEAD.size:
                return  # The process ended within it: then the call has not answered either.
            kind, handle, offset, path_count, other_count, byte_count = HEAD.unpack(head)
            rest = file.read(path_count + other_count + byte_count)
            if len(rest) < path_count + other_count + byte_count:
                return
            end += HEAD.size + len(rest)
            yield (
                end, chr(kind), handle, offset, rest[:path_count].decode(),
                rest[path_count:path_count + other_count].decode(),
                rest[path_count + other_count:])


class Content:
    """A file: what is durable of it, and what was done since."""

    def __init__(self):
        self.durable = b""
        self.pending = []

    def sync(self):
        self.durable = self.after(self.pending)
        self.pending = []

    def after(self, changes):
        content = bytearray(self.durable)
        for kind, offset, data in changes:
            if kind == "T":
                content[offset:] = bytes(max(0, offset - len(content)))
                continue
            # Behind the end lies a hole, which reads as zeros.
            content += bytes(max(0, offset - len(content)))
            content[offset:offset + len(data)] = data
        return bytes(content)

    def survive(self, random, mood):
        """Its bytes after a loss of power; `mood` says whether what is pending is there."""
        if mood == "all":
            return self.after(self.pending)
        if mood == "none":
            return self.durable
        changes = []
        for kind, offset, data in self.pending:
            chance = random.random()
            if chance < 0.4:
                changes.append((kind, offset, data))
            elif chance < 0.6 and kind == "W":
                changes += torn(random, offset, data)
        return self.after(changes)


def torn(random, offset, data):
    """Some of the sectors that a write touches."""
    first = offset // SECTOR_BYTES
    last = (offset + len(data) - 1) // SECTOR_BYTES
    for sector in range(first, last + 1):
        if random.random() < 0.5:
            begin = max(offset, sector * SECTOR_BYTES)
            end = min(offset + len(data), (sector + 1) * SECTOR_BYTES)
            yield "W", begin, data[begin - offset:end - offset]


class Disk:
    """A directory that was empty at first, as the calls of a journal have changed it.

    One that lies answers that a sync was done, and has done nothing: the proof must see that."""

    def __init__(self, lies=False):
        self.lies = lies
        self.handles = {}
        # Path to content, or to None for a directory: as the process sees it, and as it is safe.
        self.names = {"": None}
        self.durable = {"": None}
        # (directory, path, content or None, whether it was added), in order.
        self.pending = []

    def apply(self, kind, handle, offset, path, other, data):
        if kind == "C":
            self.handles[handle] = Content()
            self.add(path, self.handles[handle])
        elif kind == "O":
            self.handles[handle] = self.names.get(path)
        elif kind == "D":
            self.handles[handle] = path
        elif kind in "WT":
            self.handles[handle].pending.append((kind, offset, data))
        elif kind == "S":
            self.sync(self.handles[handle])
        elif kind == "M":
            self.add(path, None)
        elif kind == "U":
            self.remove(path)
        elif kind == "R":
            # Two names at once are legal, none is not.
            self.add(other, self.names[path])
            self.remove(path)

    def add(self, path, content):
        self.names[path] = content
        self.pending.append((os.path.dirname(path), path, content, True))

    def remove(self, path):
        del self.names[path]
        self.pending.append((os.path.dirname(path), path, None, False))

    def sync(self, target):
        if self.lies:
            return
        if isinstance(target, Content):
            target.sync()
            return
        for change in self.pending:
            if change[0] == target:
                change_names(self.durable, change)
        self.pending = [change for change in self.pending if change[0] != target]

    def lay_out(self, root, random):
        """Writes one legal state after a loss of power now below `root`, which must not exist."""
        mood = random.choice(["none", "all", "some", "some"])
        names = dict(self.durable)
        for change in self.pending:
            if mood == "all" or (mood == "some" and random.random() < 0.5):
                change_names(names, change)
        os.mkdir(root, 0o700)
        for path in sorted(names):
            # What lies in a directory without a name cannot be found.
            parent = os.path.dirname(path)
            if not path or (parent and not os.path.isdir(f"{root}/{parent}")):
                continue
            content = names[path]
            if content is None:
                os.mkdir(f"{root}/{path}", 0o700)
                continue
            mood = random.choice(["none", "all", "some", "some"])
            with open(os.open(f"{root}/{path}", os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
                file.write(content.survive(random, mood))


def change_names(names, change):
    _, path, content, is_added = change
    if is_added:
        names[path] = content
    else:
        names.pop(path, None)
