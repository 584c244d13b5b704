// SPDX-License-Identifier: Apache-2.0
#include "support/caption_corpus.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace consent::test {

namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? std::string{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> parts(const std::string& line, char by) {
    std::vector<std::string> found{""};
    for (const char c : line) {
        if (c == by)
            found.emplace_back();
        else
            found.back() += c;
    }
    for (std::string& part : found) part = trimmed(part);
    return found;
}

void append_utf8(std::string& text, unsigned long c) {
    const auto put = [&](unsigned long byte) { text += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6U));
        put(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12U));
        put(0x80 | ((c >> 6U) & 0x3FU));
        put(0x80 | (c & 0x3FU));
    } else {
        put(0xF0 | (c >> 18U));
        put(0x80 | ((c >> 12U) & 0x3FU));
        put(0x80 | ((c >> 6U) & 0x3FU));
        put(0x80 | (c & 0x3FU));
    }
}

Caption parsed(const std::string& line, std::size_t number) {
    const std::size_t bar = line.find(" | ");
    if (bar == std::string::npos) throw std::runtime_error("line " + std::to_string(number) + " has no bar");
    Caption caption;
    caption.kind = line.substr(0, bar);
    caption.line = number;
    for (std::size_t at = bar + 3; at < line.size();) {
        if (line.compare(at, 2, "\\n") == 0) {
            caption.text += '\n';
            at += 2;
        } else if (line.compare(at, 3, "\\u{") == 0) {
            const std::size_t end = line.find('}', at);
            append_utf8(caption.text, std::stoul(line.substr(at + 3, end - at - 3), nullptr, 16));
            at = end + 1;
        } else if (line.compare(at, 2, "[[") == 0) {
            const std::size_t colon = line.find(':', at);
            MarkedName name;
            name.optional = line[at + 2] == '?';
            const std::size_t from = at + (name.optional ? 3 : 2);
            name.person = line.substr(from, colon - from);
            name.start = caption.text.size();
            caption.names.push_back(name);
            at = colon + 1;
        } else if (line.compare(at, 2, "]]") == 0) {
            if (caption.names.empty()) throw std::runtime_error("line " + std::to_string(number) + " closes no name");
            caption.names.back().end = caption.text.size();
            at += 2;
        } else {
            caption.text += line[at++];
        }
    }
    return caption;
}

template <typename Use>
void each_line(const std::string& file, Use use) {
    std::ifstream lines(file);
    if (!lines) throw std::runtime_error("cannot read " + file);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (!line.empty() && line[0] != '#') use(line, number);
    }
}

}  // namespace

std::vector<Person> corpus_register(const std::string& folder) {
    std::vector<Person> people;
    each_line(folder + "/register.txt", [&](const std::string& line, std::size_t) {
        const auto fields = parts(line, '|');
        Person person;
        person.id = fields.at(0);
        person.kind = fields.at(1) == "staff" ? PersonKind::staff : PersonKind::pupil;
        person.name = fields.at(2);
        for (const std::string& name : parts(fields.at(3), ';'))
            if (!name.empty()) person.known_as.push_back(name);
        people.push_back(std::move(person));
    });
    return people;
}

std::vector<Caption> corpus_captions(const std::string& folder) {
    std::vector<Caption> captions;
    for (const char* file : {"/captions_names.txt", "/captions_none.txt"})
        each_line(folder + file,
                  [&](const std::string& line, std::size_t number) { captions.push_back(parsed(line, number)); });
    return captions;
}

void count(const Caption& caption, const std::vector<WordFinding>& findings, Tally& tally) {
    ++tally.captions;
    tally.findings += findings.size();
    for (const MarkedName& name : caption.names) {
        if (name.optional) continue;
        ++tally.names;
        const auto touches = [&](const WordFinding& one) { return one.start < name.end && name.start < one.end; };
        const auto found = std::find_if(findings.begin(), findings.end(), touches);
        if (found == findings.end()) continue;
        ++tally.found;
        const std::size_t end =
            name.end - (caption.text[name.end - 1] == '.' ? 1U : 0U);  // of "Mia T.", or of the sentence
        const bool covers = found->start <= name.start && found->end >= end;
        const bool no_more = found->start + 6 > name.start && found->end <= name.end + 1;
        tally.whole += covers && no_more ? 1U : 0U;
        tally.person += found->person == name.person ? 1U : 0U;
        tally.sure += found->certainty == Certainty::sure ? 1U : 0U;
    }
    std::size_t alarms = 0;
    for (const WordFinding& one : findings)
        if (std::none_of(caption.names.begin(), caption.names.end(),
                         [&](const MarkedName& name) { return one.start < name.end && name.start < one.end; }))
            ++alarms;
    tally.false_alarms += alarms;
    tally.alarmed += alarms > 0 ? 1U : 0U;
}

}  // namespace consent::test
