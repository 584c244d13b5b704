#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles one source with one macro and checks that the compiler refuses it where, and as, the source foretells.

    check_nocompile.py SOURCE MACRO COMPILER ARGUMENT...   MACRO "-": the source as it is must compile
    check_nocompile.py --self-test COMPILER ARGUMENT...
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FORETOLD = re.compile(r"//\s*forbidden\[(\w+)\]:\s*(.+?)\s*$")


def compile_source(source, macro, command):
    extra = [] if macro == "-" else [f"-D{macro}"]
    done = subprocess.run(command + ["-fsyntax-only", "-Werror=unused-result", *extra, str(source)],
                          capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return done.returncode, done.stderr


def check(source, macro, command):
    """None when all is as foretold, else what is not."""
    status, said = compile_source(source, macro, command)
    if macro == "-":
        return None if status == 0 else f"does not compile without a macro:\n{said}"
    foretold = [(number, m.group(2)) for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1)
                if (m := FORETOLD.search(line)) and m.group(1) == macro]
    if len(foretold) != 1:
        return f"{macro}: {len(foretold)} lines are marked forbidden[{macro}]; there must be one"
    if status == 0:
        return f"{macro}: compiles, and must not"
    number, pattern = foretold[0]
    errors = re.findall(rf"^{re.escape(str(source))}:(\d+):\d+: (?:fatal )?error: (.*)$", said, re.MULTILINE)
    if not any(int(line) == number and re.search(pattern, words) for line, words in errors):
        return f"{macro}: line {number} was to be refused with {pattern!r}, but the compiler says:\n{said}"
    if strays := [f"{line}: {words}" for line, words in errors if int(line) != number]:
        return f"{macro}: other lines are refused too: {strays}"
    return None


SAMPLE = """struct Seal { Seal(const Seal&) = delete; };
#ifdef COPY
Seal copy(const Seal& s) {
    return s;  // forbidden[COPY]: deleted
}
#endif
#ifdef ALLOWED
const Seal& borrow(const Seal& s) {
    return s;  // forbidden[ALLOWED]: deleted
}
#endif
#ifdef OTHER_LINE
int f() { return g(); }
Seal copy(const Seal& s) {
    return s;  // forbidden[OTHER_LINE]: deleted
}
#endif
#ifdef OTHER_WORDS
Seal copy(const Seal& s) {
    return s;  // forbidden[OTHER_WORDS]: is private
}
#endif
"""


def self_test(command):
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "sample.cpp"
        source.write_text(SAMPLE, encoding="utf-8")
        for macro, good in [("-", True), ("COPY", True), ("ALLOWED", False), ("OTHER_LINE", False),
                            ("OTHER_WORDS", False), ("UNKNOWN", False)]:
            said = check(source, macro, command)
            if (said is None) != good:
                failed.append(f"{macro}: {said or 'passes, and must not'}")
        source.write_text("int f() { return g(); }\n", encoding="utf-8")
        if check(source, "-", command) is None:
            failed.append("a source that does not compile passes")
    return failed


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--self-test":
        failed = self_test(sys.argv[2:])
        print("\n".join(failed) if failed else "Code that compiles, or fails for another reason, is found.")
        return 1 if failed else 0
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 64
    said = check(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
    print(said if said else "As foretold.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
