// SPDX-License-Identifier: Apache-2.0
#include <consent/scan.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <vector>

#include <consent/check_words.hpp>

#include "base/guard.hpp"
#include "base/plain_text.hpp"

namespace consent {

namespace fs = std::filesystem;

namespace {

bool named_like_a_picture(const fs::path& path) {
    static const std::set<std::string> endings{".jpg", ".jpeg", ".jpe", ".jfif", ".png",  ".webp", ".gif", ".bmp",
                                               ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl",  ".psd", ".dng",
                                               ".cr2", ".nef",  ".arw"};
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return endings.contains(ending);
}

bool begins_like_a_picture(const fs::path& path) {
    std::array<char, 64> start{};
    std::ifstream file(path, std::ios::binary);
    file.read(start.data(), start.size());
    return sniff({reinterpret_cast<const std::uint8_t*>(start.data()), static_cast<std::size_t>(file.gcount())}) !=
           Format::unknown;
}

struct Found {
    std::vector<fs::path> pictures;
    std::uint64_t other_files = 0;
};

Error cannot_walk(const fs::path& where, const std::error_code& problem) {
    return Error{ErrorCode::unreadable, "Cannot read the folder " + printable(where.string()) + ": " + problem.message() + "."};
}

Result<Found> find_pictures(const fs::path& folder) {
    std::error_code problem;
    if (!fs::is_directory(folder, problem))
        return Error{ErrorCode::unreadable, printable(folder.string()) + " is not a folder."};
    fs::recursive_directory_iterator walk(folder, problem);
    if (problem) return cannot_walk(folder, problem);
    Found found;
    for (; walk != fs::recursive_directory_iterator(); walk.increment(problem)) {
        if (problem) return cannot_walk(folder, problem);
        const fs::file_status status = walk->symlink_status(problem);
        if (problem) return cannot_walk(walk->path(), problem);
        if (fs::is_directory(status)) continue;
        if (fs::is_regular_file(status) && (named_like_a_picture(walk->path()) || begins_like_a_picture(walk->path())))
            found.pictures.push_back(walk->path());
        else
            ++found.other_files;
    }
    if (problem) return cannot_walk(folder, problem);
    std::sort(found.pictures.begin(), found.pictures.end());
    return found;
}

Result<Bytes> read_whole(const fs::path& path, const Limits& limits) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
    if (size < 0) return Error{ErrorCode::unreadable, "The file cannot be opened: see that you may read it."};
    if (static_cast<std::uintmax_t>(size) > limits.file_bytes)
        return Error{ErrorCode::unreadable, "The file is larger than the limit of " +
                                                std::to_string(limits.file_bytes >> 20) + " MiB."};
    Bytes bytes(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(bytes.data()), size);
    if (file.gcount() != size) return Error{ErrorCode::unreadable, "The file could not be read whole."};
    return bytes;
}

Result<Decision> check_file(Gate& gate, const fs::path& path, const Use& use, Instant now) {
    auto bytes = read_whole(path, gate.limits());
    if (!bytes) return std::move(bytes).error();
    Candidate candidate;
    candidate.bytes = *std::move(bytes);
    auto beside = words_beside(path, gate.limits());
    if (!beside) return std::move(beside).error();
    candidate.unpublished = *std::move(beside);
    return gate.check(candidate, use, now);
}

// Without register or audit log no further verdict can be had; a single picture that defeats us is blocked.
bool ends_the_scan(ErrorCode code) noexcept {
    return code == ErrorCode::unavailable || code == ErrorCode::invalid_argument;
}

void count(const Result<Decision>& decision, ScanSummary& summary) {
    std::set<Rule> rules;
    Verdict verdict = Verdict::block;
    if (decision) {
        verdict = decision->verdict;
        for (const Reason& reason : decision->reasons) rules.insert(reason.rule);
    } else {
        rules.insert(Rule::unreadable);
        ++summary.unreadable;
    }
    ++summary.by_verdict[verdict];
    for (const Rule rule : rules) ++summary.by_rule[rule];
}

}  // namespace

Result<ScanSummary> scan(Gate& gate, const fs::path& folder, const Use& use, Instant now, const ScanObserver& observer) {
    return guarded("scanning the folder", [&]() -> Result<ScanSummary> {
        if (auto known = parse_use(to_string(use)); !known) return std::move(known).error();
        auto found = find_pictures(folder);
        if (!found) return std::move(found).error();
        ScanSummary summary;
        summary.other_files = found->other_files;
        std::uint64_t done = 0;
        for (const fs::path& path : found->pictures) {
            ScanItem item{path, check_file(gate, path, use, now), ++done, found->pictures.size()};
            if (!item.decision && ends_the_scan(item.decision.error().code)) return std::move(item.decision).error();
            count(item.decision, summary);
            if (observer && !observer(item)) break;
        }
        return summary;
    });
}

}  // namespace consent
