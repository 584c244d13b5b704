#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the walls of the tree: which file may include what, where heavy headers stand, how long files are.

    check_levels.py ROOT         prints one line a breach; exit 1 if there is any
    check_levels.py --self-test  proves on made-up trees that each rule can fail
"""
import pathlib
import re
import sys
import tempfile

# Lowest first. A file includes what lies strictly below it, its own stage, and <consent/...>.
LEVELS = [
    ["base"],
    ["image", "words", "models"],
    ["detect", "embed", "register", "audit"],
    ["match"],
    ["policy"],
    ["sanitise"],
    ["output"],
    ["enrol", "import"],
    ["gate"],
    ["scan"],
]
LEVEL_OF = {stage: number for number, stages in enumerate(LEVELS) for stage in stages}

# Header of a library -> how the name of a file ends that may include it.
LIBRARIES = [
    (r"opencv2/", "_opencv"),
    (r"dlib/", "_dlib"),
    (r"sqlite3\.h$", "_sqlite"),
    (r"libexif/", "_libexif"),
    (r"(jpeglib|jerror|jmorecfg|turbojpeg)\.h$", "_libjpeg"),
    (r"(png|pngconf)\.h$", "_libpng"),
    (r"lcms2\.h$", "_lcms2"),
    (r"tiff(io|conf|vers)?\.h$", "_libtiff"),
    (r"zlib\.h$", "_zlib"),
    (r"expat(_external)?\.h$", "_expat"),
    (r"libheif/", "_libheif"),
    (r"webp/", "_libwebp"),
    (r"gif_lib\.h$", "_giflib"),
    (r"csv\.h$", "_libcsv"),
    (r"bzlib\.h$", "_bzip2"),
    (r"curl/", "_curl"),
    (r"unicode/", "_icu"),
    (r"sodium(\.h$|/)", "_sodium"),
    (r"nlohmann/", "_json"),
    (r"onnx/", "_onnx"),
    (r"xnnpack\.h$", "_xnnpack"),
    (r"re2/", "_re2"),
    (r"phonenumbers/", "_phonenumber"),
    (r"(tesseract|leptonica)/", "_tesseract"),
]
ONE_PLACE = ["opencv2/dnn.hpp", "dlib/dnn.h"]  # each costs seconds and half a gigabyte to compile
NOWHERE = ["opencv2/opencv.hpp"]
SYSTEM = re.compile(
    r"[a-z_]+$"  # the C++ standard library's own
    r"|(fcntl|unistd|dirent|pthread|signal|poll|termios|time|errno|math|stdio|stdlib|string|stdint|stddef|stdbool|inttypes"
    r"|setjmp|assert|limits|cpuid|immintrin|arm_neon|netdb|dlfcn|pwd|grp)\.h$|(sys|netinet|arpa|linux)/[a-z_]+\.h$")
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "tools_common"}
SOURCES = {".hpp", ".cpp", ".h", ".c", ".inc"}
LONGEST = 450  # lines; a file near it wants to be two
LONGEST_TEST = 600  # a row of cases is read one at a time
ALLOWED_LONGER = {}  # path from the root -> lines it may have, each with a reason beside it

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCES and p.is_file()) if folder.is_dir() else []


def third_party(name, path):
    """None where the include is allowed, else what is wrong with it."""
    for pattern, suffix in LIBRARIES:
        if re.match(pattern, name):
            return None if path.stem.endswith(suffix) else f"<{name}> belongs in a file named *{suffix}.cpp"
    if SYSTEM.match(name):
        return None
    return f"<{name}> belongs to no library this tree knows"


def check_stage(root, path, stage, breaches):
    library = root / "libconsent"
    for bracket, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if name.startswith("consent/"):
            if bracket == '"' or not (library / "include" / name).is_file():
                breaches.append((path, f'"{name}" is no public header (they are included with <>)'))
        elif bracket == '"':
            other = name.split("/")[0]
            if "/" not in name or other not in LEVEL_OF:
                breaches.append((path, f'"{name}" is not written "stage/file.hpp"'))
            elif other != stage and LEVEL_OF[other] == LEVEL_OF[stage]:
                breaches.append((path, f'"{name}" is sideways: {other} and {stage} are on one level'))
            elif LEVEL_OF[other] > LEVEL_OF[stage]:
                breaches.append((path, f'"{name}" is upward: {other} lies above {stage}'))
        elif wrong := third_party(name, path):
            breaches.append((path, wrong))


def check_outside(root, path, breaches, allowed=()):
    """Tools and bindings: the public face, their own folder, and the libraries named in `allowed`."""
    for bracket, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if bracket == "<":
            if name.startswith("consent/"):
                if not (root / "libconsent" / "include" / name).is_file():
                    breaches.append((path, f"<{name}> is no public header"))
            elif name != "consent.h" and not any(name.startswith(prefix) for prefix in allowed):
                if wrong := third_party(name, path):
                    breaches.append((path, wrong))
        elif name.split("/")[0] in LEVEL_OF:
            breaches.append((path, f'"{name}" reaches behind the public face'))


def check(root):
    breaches = []
    library = root / "libconsent"
    for folder in sorted(p for p in library.iterdir() if p.is_dir()) if library.is_dir() else []:
        if folder.name == "include":
            for path in sources(folder):
                for bracket, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                    if name.startswith("consent/"):
                        if bracket == '"' or not (folder / name).is_file():
                            breaches.append((path, f'"{name}" is no public header (they are included with <>)'))
                    elif bracket == '"' or not SYSTEM.match(name):
                        breaches.append((path, f"<{name}> has no place in a public header"))
        elif folder.name not in LEVEL_OF:
            breaches.append((folder, "is no stage of the pipeline"))
        else:
            for path in sources(folder):
                check_stage(root, path, folder.name, breaches)
    for path in sources(root / "tools"):
        check_outside(root, path, breaches,
                      ["CLI/", "demo_school/"] if (root / "tools" / "consent") in path.parents else [])
    for path in sources(root / "bindings"):
        check_outside(root, path, breaches)

    everything = [p for top in ("libconsent", "tools", "bindings", "tests") for p in sources(root / top)]
    for path in everything:
        text = path.read_text(encoding="utf-8")
        for bracket, name in INCLUDE.findall(text):
            if name in NOWHERE:
                breaches.append((path, f"<{name}> pulls in all of OpenCV"))
        lines = text.count("\n")
        where = path.relative_to(root)
        most = ALLOWED_LONGER.get(where.as_posix(), LONGEST_TEST if where.parts[0] == "tests" else LONGEST)
        if lines > most:
            breaches.append((path, f"has {lines} lines; {most} is the most"))
        for part in where.parts[:-1]:
            if part in DRAWERS:
                breaches.append((path, f"lies in a drawer named {part}"))
    for heavy in ONE_PLACE:
        users = [p for p in everything if any(n == heavy for _, n in INCLUDE.findall(p.read_text(encoding="utf-8")))]
        if len(users) > 1:
            breaches += [(p, f"<{heavy}> stands in {len(users)} files; one is the most") for p in users]
        breaches += [(p, f"<{heavy}> belongs in a .cpp") for p in users if p.suffix != ".cpp"]
    return breaches


CLEAN = {
    "libconsent/include/consent/face.hpp": "#pragma once\n#include <vector>\n",
    "libconsent/base/onnx_network.hpp": "#include <consent/face.hpp>\n",
    "libconsent/base/onnx_network_opencv.cpp": '#include "base/onnx_network.hpp"\n#include <opencv2/dnn.hpp>\n',
    "libconsent/detect/detector_dlib.cpp": '#include "base/onnx_network.hpp"\n#include <dlib/dnn.h>\n',
    "libconsent/match/gallery.hpp": '#include "detect/boxes.hpp"\n',
    "libconsent/output/folder.cpp": "#include <fcntl.h>\n#include <sys/stat.h>\n",
    "tools/consent/main.cpp": '#include "command.hpp"\n#include <CLI/CLI.hpp>\n#include <consent/face.hpp>\n',
    "bindings/c/consent_c.cpp": '#include "consent.h"\n#include <consent/face.hpp>\n',
}
SPOILT = [  # a file that breaks one rule, and a word of what must be said of it
    ("libconsent/base/up.cpp", '#include "gate/gate.hpp"\n', "upward"),
    ("libconsent/detect/side.cpp", '#include "embed/crop.hpp"\n', "sideways"),
    ("libconsent/gate/plain.cpp", '#include "state.hpp"\n', "stage/file.hpp"),
    ("libconsent/gate/gone.cpp", "#include <consent/gone.hpp>\n", "no public header"),
    ("libconsent/gate/gate.cpp", "#include <sqlite3.h>\n", "*_sqlite.cpp"),
    ("libconsent/image/png.cpp", "#include <png.h>\n", "*_libpng.cpp"),
    ("libconsent/image/boost.cpp", "#include <boost/any.hpp>\n", "no library"),
    ("libconsent/embed/second_opencv.cpp", "#include <opencv2/dnn.hpp>\n", "2 files"),
    ("libconsent/embed/second_dlib.cpp", "#include <dlib/dnn.h>\n", "2 files"),
    ("libconsent/image/all_opencv.cpp", "#include <opencv2/opencv.hpp>\n", "all of OpenCV"),
    ("libconsent/include/consent/leak.hpp", "#include <opencv2/core.hpp>\n", "public header"),
    ("libconsent/util/strings.cpp", "\n", "no stage"),
    ("tests/helpers/strings.hpp", "\n", "drawer"),
    ("tools/consent/deep.cpp", '#include "match/gallery.hpp"\n', "behind the public face"),
    ("tools/demo_school/args.cpp", "#include <CLI/CLI.hpp>\n", "no library"),
    ("bindings/c/deep.cpp", '#include "base/guard.hpp"\n', "behind the public face"),
    ("libconsent/gate/long.cpp", "\n" * (LONGEST + 1), "lines"),
    ("tests/unit/long.cpp", "\n" * (LONGEST_TEST + 1), "lines"),
]


def self_test():
    def grow(extra):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**CLEAN, **extra}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return [f"{p.relative_to(root)}: {what}" for p, what in check(root)]

    failed = [f"a clean tree is blamed: {line}" for line in grow({})]
    for name, text, word in SPOILT:
        said = grow({name: text})
        if not any(name.startswith(line.split(":")[0]) and word in line for line in said):
            failed.append(f"{name}: no breach with {word!r} was found, but {said}")
    return failed


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    if sys.argv[1] == "--self-test":
        failed = self_test()
        print("\n".join(failed) if failed else f"All {len(SPOILT)} breaches were found, and no other.")
        return 1 if failed else 0
    root = pathlib.Path(sys.argv[1]).resolve()
    breaches = check(root)
    for path, what in breaches:
        print(f"{path.relative_to(root)}: {what}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
