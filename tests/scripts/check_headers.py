#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles each public header alone, twice in one file: C++20 for *.hpp; C11 and C++20 for the C binding's consent.h.

    check_headers.py --cxx CXX --cc CC --include DIR --c-header FILE
    check_headers.py --cxx CXX --cc CC --self-test
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror"]


def compiles(command, header):
    """None where it does, else the compiler's first words."""
    done = subprocess.run(command + WARNINGS + ["-fsyntax-only", "-"], input=f"#include <{header}>\n" * 2,
                          capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return None if done.returncode == 0 else "\n".join(done.stderr.splitlines()[:6])


def check(cxx, cc, include, c_header):
    as_cxx = [cxx, "-std=c++20", "-x", "c++"]
    jobs = [(as_cxx + ["-I", str(include)], path.relative_to(include).as_posix(), "C++20")
            for path in sorted(include.rglob("*.hpp"))]
    if c_header:
        folder = ["-I", str(c_header.parent)]
        jobs.append(([cc, "-std=c11", "-x", "c"] + folder, c_header.name, "C11"))
        jobs.append((as_cxx + folder, c_header.name, "C++20"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = list(pool.map(lambda job: compiles(job[0], job[1]), jobs))
    return len(jobs), [f"{name} as {language}:\n{words}" for (_, name, language), words in zip(jobs, said) if words]


def self_test(cxx, cc):
    failed = []
    samples = [  # name, text, whether it stands alone
        ("good.hpp", "#pragma once\n#include <string>\ninline std::string f() { return {}; }\n", True),
        ("hungry.hpp", "#pragma once\ninline std::string f() { return {}; }\n", False),
        ("unguarded.hpp", "inline int g() { return 1; }\n", False),
        ("narrowing.hpp", "#pragma once\ninline int h(double x) { return x; }\n", False),
    ]
    for name, text, good in samples:
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).write_text(text, encoding="utf-8")
            _, breaches = check(cxx, cc, pathlib.Path(folder), None)
            if bool(breaches) == good:
                failed.append(f"{name}: {'is blamed' if good else 'passes'}: {breaches}")
    with tempfile.TemporaryDirectory() as folder:
        header = pathlib.Path(folder) / "c.h"
        header.write_text("#ifndef C_H\n#define C_H\nstruct s { bool b; };\n#endif\n", encoding="utf-8")
        _, breaches = check(cxx, cc, pathlib.Path(folder), header)
        if len(breaches) != 1 or "C11" not in breaches[0]:
            failed.append(f"c.h is C++ and not C11, but: {breaches}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--include", type=pathlib.Path)
    parser.add_argument("--c-header", type=pathlib.Path)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        failed = self_test(options.cxx, options.cc)
        print("\n".join(failed) if failed else "Headers that do not stand alone are found.")
        return 1 if failed else 0
    count, breaches = check(options.cxx, options.cc, options.include, options.c_header)
    print("\n".join(breaches) if breaches else f"{count} headers compile alone.")
    return 1 if breaches or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
