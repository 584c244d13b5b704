#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the text of the tree: licence lines, no path of somebody's machine, nothing left unfinished, clean line ends.

    check_text.py ROOT
    check_text.py --self-test
"""
import os
import pathlib
import re
import sys
import tempfile

LICENCE = "SPDX-License-Identifier: Apache-2.0"
NEEDS_LICENCE = {".hpp", ".cpp", ".h", ".c", ".py", ".sh", ".cmake"}
NEEDS_LICENCE_NAMES = {"CMakeLists.txt", "bootstrap", "run"}
TEXT = NEEDS_LICENCE | {".md", ".json", ".txt", ".in", ".tsv", ".csv", ".sql", ".yml", ".yaml"}
SKIPPED = re.compile(r"^(\.git|build|build-.*|__pycache__|weights)$")

# Each is split so that this file does not find itself.
RULES = [
    (re.compile(r"(?<![\w.])/" r"(work|home/(?!someone/)\w+|root|Users/\w+)/"), "names a path of one machine"),
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b"), "is left unfinished"),
    (re.compile(r"[ \t]+$"), "ends in white space"),
    (re.compile(r"\r"), "has a carriage return"),
    (re.compile(r"^(<<<<<<<|>>>>>>>) "), "is the mark of an unmerged change"),
]


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not SKIPPED.match(f))
        for name in sorted(names):
            path = pathlib.Path(folder) / name
            if path.suffix in TEXT or name in NEEDS_LICENCE_NAMES:
                yield path


def check(root):
    said = []
    for path in files(root):
        where = path.relative_to(root).as_posix()
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            said.append(f"{where}: is not UTF-8")
            continue
        lines = text.split("\n")
        if path.suffix in NEEDS_LICENCE or path.name in NEEDS_LICENCE_NAMES:
            if not any(LICENCE in line for line in lines[:3]):
                said.append(f"{where}: has no line {LICENCE!r} at its top")
        if text and not text.endswith("\n"):
            said.append(f"{where}: does not end in a line feed")
        for number, line in enumerate(lines, 1):
            for pattern, what in RULES:
                if pattern.search(line):
                    said.append(f"{where}:{number}: {what}")
    return said


def self_test():
    licence = "# " + LICENCE + "\n"
    spoilt = [
        ("a.py", "pass\n", "has no line"),
        ("bootstrap", "#!/bin/sh\n", "has no line"),
        ("a.md", "see /" "work/notes.txt\n", "path of one machine"),
        ("b.md", "see /" "home/mia/notes.txt\n", "path of one machine"),
        ("b.py", licence + "# TO" "DO later\n", "unfinished"),
        ("c.py", licence + "x = 1 \n", "white space"),
        ("d.py", licence + "x = 1\r\n", "carriage return"),
        ("e.py", licence + "x = 1", "line feed"),
        ("f.json", b"\xff\n", "UTF-8"),
    ]
    failed = []
    for name, text, word in [("good.py", licence + "home = 'https://example.org/home/page'\n", None)] + spoilt:
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).write_bytes(text if isinstance(text, bytes) else text.encode())
            said = check(pathlib.Path(folder))
            if (word is None and said) or (word and not any(word in line for line in said)):
                failed.append(f"{name}: {said}")
    return failed


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    if sys.argv[1] == "--self-test":
        failed = self_test()
        print("\n".join(failed) if failed else "Each kind of bad text is found.")
    else:
        failed = check(pathlib.Path(sys.argv[1]).resolve())
        print("\n".join(failed) if failed else "Nothing to say.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
