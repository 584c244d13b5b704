// SPDX-License-Identifier: Apache-2.0
//
//     words CORPUS [--pupils N] [--show]
//
// How well names are found in the captions of tests/words/ (CORPUS), in both halves; and how fast, for N pupils (10 000), beside
// memchr, which only reads, and `grep -F -i -o -f`, which looks for the same words without folding or weighing. Processor time.
// --show prints every caption that went wrong.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/caption_corpus.hpp"
#include "words/name_finder.hpp"

using namespace consent;

namespace {

double processor_seconds(clockid_t clock = CLOCK_PROCESS_CPUTIME_ID) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

template <typename Do>
double best_of(int times, Do run) {
    double best = 1e9;
    for (int i = 0; i < times; ++i) {
        const double start = processor_seconds();
        run();
        best = std::min(best, processor_seconds() - start);
    }
    return best;
}

// As many pupils as wanted: forenames that are many children's, family names mostly few's.
std::vector<Person> made_up_school(std::size_t pupils) {
    static const char* const forenames[] = {
        "Mia",      "Olivia", "Amelia", "Isla",      "Mohammed", "Noah",     "George",   "Zainab",
        "Fatima",   "Aisha",  "Jakub",  "Zofia",     "Łukasz",   "Siobhán",  "Niamh",    "Carys",
        "Rhys",     "Nkechi", "Adaeze", "Oluwaseun", "Kwame",    "Kofi",     "Gurpreet", "Harjit",
        "Xiaoming", "Linh",   "Elif",   "Yusuf",     "Arun",     "Kavya",    "Grace",    "Will",
        "Hope",     "Jack",   "Rose",   "Charlotte", "Benjamin", "Theodore", "Isabella", "Alexander"};
    static const char* const parts[] = {"ka",  "ren", "mo",   "li",  "sha", "dra", "ben", "tor", "wil", "son",
                                        "ham", "ley", "ford", "by",  "mar", "ri",  "ko",  "wa",  "ski", "nov",
                                        "zhu", "ade", "ola",  "pat", "el",  "kau", "tes", "bra", "un",  "gé"};
    std::mt19937 random(1);
    const auto word = [&](std::size_t least) {
        std::string made;
        for (std::size_t i = 0, of = least + random() % 2; i < of; ++i) made += parts[random() % std::size(parts)];
        made[0] = static_cast<char>(made[0] - 'a' + 'A');
        return made;
    };
    std::vector<Person> people(pupils);
    for (std::size_t i = 0; i < pupils; ++i) {
        people[i].id = "P" + std::to_string(i);
        people[i].name = (i % 3 == 0 ? word(2) : forenames[random() % std::size(forenames)]) +
                         (i % 9 == 0 ? " " + word(2) : "") + " " + (i % 11 == 0 ? "O'" : "") + word(2 + random() % 2);
    }
    return people;
}

std::string marked(const test::Caption& caption, const std::vector<WordFinding>& findings) {
    std::string out;
    std::size_t at = 0;
    for (const WordFinding& one : findings) {
        out += caption.text.substr(at, one.start - at) + "[" + caption.text.substr(one.start, one.end - one.start) +
               (one.certainty == Certainty::possible ? "?" : "") + " " + one.person + "]";
        at = one.end;
    }
    out += caption.text.substr(at);
    std::replace(out.begin(), out.end(), '\n', '~');
    return out;
}

void accuracy(const std::string& corpus, bool show) {
    const NameFinder finder(test::corpus_register(corpus));
    std::map<std::string, test::Tally> halves[2];
    for (const test::Caption& caption : test::corpus_captions(corpus)) {
        const auto found = finder.find({"caption", caption.text});
        count(caption, found, halves[caption.line % 2][caption.kind]);
        test::Tally alone;
        count(caption, found, alone);
        if (show && (alone.whole < alone.names || alone.person < alone.names || alone.false_alarms > 0))
            std::cout << caption.kind << " " << caption.line << ": " << marked(caption, found) << "\n";
    }
    std::cout << "half  kind       captions  names  found  whole  right person  sure  findings  false\n";
    for (int half = 0; half < 2; ++half) {
        test::Tally none;
        std::size_t names = 0, found = 0, findings = 0, wrong = 0;
        for (const auto& [kind, tally] : halves[half]) {
            std::cout << (half == 0 ? "even  " : "odd   ") << std::left << std::setw(10) << kind << std::right
                      << std::setw(9) << tally.captions << std::setw(7) << tally.names << std::setw(7) << tally.found
                      << std::setw(7) << tally.whole << std::setw(14) << tally.person << std::setw(6) << tally.sure
                      << std::setw(10) << tally.findings << std::setw(7) << tally.false_alarms << "\n";
            names += tally.names;
            found += tally.found;
            findings += tally.findings;
            wrong += tally.false_alarms;
            if (tally.names == 0) {
                none.captions += tally.captions;
                none.alarmed += tally.alarmed;
            }
        }
        std::cout << (half == 0 ? "even" : "odd") << ": recall "
                  << static_cast<double>(found) / static_cast<double>(names) << ", precision "
                  << static_cast<double>(findings - wrong) / static_cast<double>(findings)
                  << ", false alarms in 200 captions without names "
                  << 200.0 * static_cast<double>(none.alarmed) / static_cast<double>(none.captions) << "\n";
    }
}

// Processor seconds of one run of `command`, or a negative number where it cannot run.
double command_seconds(const std::string& command) {
    const std::string timed = "bash -c 'TIMEFORMAT=\"%U %S\"; time " + command + " > /dev/null' 2>&1";
    std::FILE* pipe = ::popen(timed.c_str(), "r");
    if (pipe == nullptr) return -1;
    double user = -1;
    double system = 0;
    const int read = std::fscanf(pipe, "%lf %lf", &user, &system);
    ::pclose(pipe);
    return read == 2 ? user + system : -1;
}

void speed(const std::string& corpus, std::size_t pupils) {
    const std::vector<Person> people = made_up_school(pupils);
    const double start = best_of(3, [&] { const NameFinder finder(people); });
    std::cout << "start-up for " << pupils << " pupils: " << 1e3 * start << " ms\n";

    // News: a pupil is named in every sixth caption. And a text of nothing but captions that name or seem to.
    std::string news;
    std::string names_only;
    std::mt19937 random(2);
    const auto captions = test::corpus_captions(corpus);
    for (std::size_t i = 0; news.size() < 8'000'000; ++i) {
        const test::Caption& caption = captions[i % captions.size()];
        if (!caption.names.empty()) continue;
        news += caption.text + (random() % 6 == 0 ? " Well done " + people[random() % pupils].name + "!\n\n" : "\n\n");
    }
    for (std::size_t i = 0; names_only.size() < 2'000'000; ++i)
        if (!captions[i % captions.size()].names.empty()) names_only += captions[i % captions.size()].text + "\n\n";
    const NameFinder finder(people);
    const auto rate = [&](const std::string& text) {
        std::size_t findings = 0;
        const double took = best_of(5, [&] { findings = finder.find({"caption", text}).size(); });
        std::cout << static_cast<double>(text.size()) / 1e6 / took << " MB/s, " << findings << " findings in "
                  << static_cast<double>(text.size()) / 1e6 << " MB\n";
        return took;
    };
    std::cout << "news: ";
    const double ours = rate(news);
    std::cout << "nothing but captions with names, disguised ones among them: ";
    rate(names_only);
    const volatile char absent = '\x01';
    const double reading = best_of(5, [&] {
        if (std::memchr(news.data(), absent, news.size()) != nullptr) std::abort();
    });
    std::cout << "memchr reads the news " << ours / reading << " times as fast\n";

    const auto folder = std::filesystem::temp_directory_path() / ("consent-words-" + std::to_string(::time(nullptr)));
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "text", std::ios::binary) << news;
    std::ofstream words(folder / "names", std::ios::binary);
    for (const Person& person : people) {
        std::string word;
        for (const char c : person.name + " ") {
            if (c != ' ')
                word += c;
            else if (word.size() > 1)
                words << std::exchange(word, {}) << "\n";
        }
    }
    words.close();
    const double grep =
        command_seconds("grep -F -i -w -o -f " + (folder / "names").string() + " " + (folder / "text").string());
    std::filesystem::remove_all(folder);
    if (grep > 0)
        std::cout << "grep -F -i -w -o -f: " << grep << " s, start-up included; the finder takes "
                  << (start + ours) / grep << " times as long, its own start-up included\n";
}

}  // namespace

int main(int count, char** words) {
    std::size_t pupils = 10'000;
    bool show = false;
    std::string corpus;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--show")
            show = true;
        else if (word == "--pupils" && i + 1 < count)
            pupils = std::stoul(words[++i]);
        else
            corpus = word;
    }
    if (corpus.empty() || pupils == 0) {
        std::cerr << "words CORPUS [--pupils N] [--show]\n";
        return 64;
    }
    accuracy(corpus, show);
    speed(corpus, pupils);
}
