#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every rule id of consent/verdict.hpp is cited by the tags of a test case that is built and runs.

    check_rules.py VERDICT_HPP LIST   LIST: a file that names one built test source a line
    check_rules.py --self-test
"""
import pathlib
import re
import sys

RULE = re.compile(r"\bR-\d\d\b")
COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
TEXT = r'"(?:\\.|[^"\\\n])*"'
TEST_CASE = re.compile(r"\b(?:TEMPLATE_)?(?:TEST_CASE|SCENARIO)(?:_METHOD)?\s*\(((?:[^\"()]|" + TEXT + r")*)\)")


def cited(source):
    """Rule ids in the tags of the test cases of a source that run by default."""
    code = COMMENT.sub(lambda m: m.group(1) or " ", source)
    rules = set()
    for arguments in TEST_CASE.findall(code):
        # Neighbouring literals are one; the tags are the second text of the call.
        texts = ["".join(t[1:-1] for t in re.findall(TEXT, part))
                 for part in re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", arguments) if '"' in part]
        tags = texts[1] if len(texts) > 1 else ""
        if not re.search(r"\[\.|\[!hide\]|\[!mayfail\]|\[!shouldfail\]", tags):
            rules |= set(RULE.findall(tags))
    return rules


def check(verdict_hpp, sources):
    declared = set(RULE.findall(verdict_hpp))
    seen = set().union(*(cited(s) for s in sources)) if sources else set()
    said = [f"{rule} has no test: no test case that is built and runs has the tag [{rule}]"
            for rule in sorted(declared - seen)]
    said += [f"{rule} is cited by a test but stands nowhere in verdict.hpp" for rule in sorted(seen - declared)]
    if not declared:
        said.append("verdict.hpp declares no rule")
    return declared, said


def self_test():
    header = "unreadable = 1, // R-01 x\n never_publish = 2, // R-02 y\n"
    one = 'TEST_CASE("a file, cut short, blocks", "[gate][R-01]") {}\n'
    cases = [  # sources, rules that must be missed
        ([one, 'TEST_CASE("a (listed) child",\n          "[gate]"\n          "[R-02]") {}'], set()),
        ([one], {"R-02"}),
        ([one, '// TEST_CASE("t", "[R-02]")\n'], {"R-02"}),
        ([one, '/* TEST_CASE("t", "[R-02]") */\n'], {"R-02"}),
        ([one, 'TEST_CASE("hidden", "[.][R-02]") {}'], {"R-02"}),
        ([one, 'TEST_CASE("may fail", "[!mayfail][R-02]") {}'], {"R-02"}),
        ([one, 'TEST_CASE("speaks of [R-02]", "[gate]") {}'], {"R-02"}),
        ([one, 'CHECK(id == "R-02");'], {"R-02"}),
        ([], {"R-01", "R-02"}),
    ]
    failed = []
    for sources, missing in cases:
        _, said = check(header, sources)
        if {line[:4] for line in said} != missing:
            failed.append(f"{sources}: {said}")
    if not check(header, [one, 'TEST_CASE("t", "[R-02][R-99]") {}'])[1]:
        failed.append("a tag for a rule that does not exist passes")
    if not check("", [one])[1]:
        failed.append("a header without rules passes")
    return failed


def main():
    if sys.argv[1:] == ["--self-test"]:
        failed = self_test()
        print("\n".join(failed) if failed else "Rules without a test are found.")
        return 1 if failed else 0
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    paths = [p for p in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines() if p]
    declared, said = check(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"),
                           [pathlib.Path(p).read_text(encoding="utf-8") for p in paths])
    print("\n".join(said) if said else f"{len(declared)} rules, each with a test, in {len(paths)} test sources.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
