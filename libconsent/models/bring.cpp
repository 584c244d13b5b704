// SPDX-License-Identifier: Apache-2.0
#include "models/bring.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/fetch.hpp"
#include "models/part_file.hpp"
#include "models/unpack.hpp"

namespace consent {

namespace fs = std::filesystem;

namespace {

// Where the bytes are: one of the two is set.
struct Origin {
    std::string url;
    fs::path path;
    bool packed = false;
};

bool starts_with_word(std::string_view text, std::string_view lower) {
    return text.size() >= lower.size() &&
           std::equal(lower.begin(), lower.end(), text.begin(), [](char l, char t) {
               return l == (t >= 'A' && t <= 'Z' ? static_cast<char>(t + 32) : t);
           });
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The path of a file: address (RFC 8089) on this machine; empty: it names no such path.
std::optional<fs::path> path_of_file_url(std::string_view url) {
    url.remove_prefix(std::string_view("file:").size());
    if (url.starts_with("//")) {
        url.remove_prefix(2);
        if (starts_with_word(url, "localhost/")) url.remove_prefix(std::string_view("localhost").size());
    }
    if (!url.starts_with('/')) return std::nullopt;
    std::string path;
    for (std::size_t i = 0; i < url.size(); ++i) {
        if (url[i] != '%') {
            path += url[i];
            continue;
        }
        const int high = i + 2 < url.size() ? hex_value(url[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(url[i + 2]) : -1;
        if (low < 0 || (high == 0 && low == 0)) return std::nullopt;
        path += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return fs::path(path);
}

Error wrong_address(const std::string& from) {
    return Error{ErrorCode::invalid_argument, "Models cannot be fetched from " + url_for_people(from) +
                                                  ": give a folder, or a file, http or https address of one."};
}

Result<Origin> origin_of(const ModelSpec& spec, const std::string& from) {
    Origin origin;
    if (from.empty()) {
        if (spec.source.empty())
            return Error{ErrorCode::unavailable,
                         "Model " + spec.id + " has no upstream address, because its file was converted from " +
                             spec.origin + ". Give a folder or mirror that holds " + spec.file + "."};
        origin.url = spec.source;
        origin.packed = !spec.compression.empty();
    } else if (starts_with_word(from, "http://") || starts_with_word(from, "https://")) {
        if (from.find_first_of("?#") != from.npos) return wrong_address(from);
        origin.url = from + (from.ends_with('/') ? "" : "/") + spec.file;
    } else if (starts_with_word(from, "file:")) {
        const auto folder = path_of_file_url(from);
        if (!folder) return wrong_address(from);
        origin.path = *folder / spec.file;
    } else if (from.find("://") != from.npos) {
        return wrong_address(from);
    } else {
        origin.path = fs::path(from) / spec.file;
    }
    return origin;
}

class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

Error cannot_copy(const ModelSpec& spec, const fs::path& source, const std::string& what) {
    return Error{ErrorCode::unavailable,
                 "Cannot fetch model " + spec.id + ": " + source.string() + " " + what + ". Use another source."};
}

Result<void> copy_file(const ModelSpec& spec, const fs::path& source, PartFile& part, const Progress& progress) {
    const Descriptor file(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.number() < 0) return cannot_copy(spec, source, "cannot be opened: " + std::generic_category().message(errno));
    struct stat status {};
    if (fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return cannot_copy(spec, source, "is no file");
    if (static_cast<std::uint64_t>(status.st_size) != spec.bytes)
        return cannot_copy(spec, source, "has " + std::to_string(status.st_size) + " bytes and not the " +
                                             std::to_string(spec.bytes) + " of the manifest");
    Bytes piece(256 * 1024);
    while (part.size() <= spec.bytes) {
        if (progress && !progress(spec.id, part.size(), spec.bytes))
            return Error{ErrorCode::refused, "Fetching model " + spec.id + " was stopped."};
        const ssize_t got = ::read(file.number(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_copy(spec, source, "cannot be read: " + std::generic_category().message(errno));
        if (got == 0) break;
        auto kept = part.append(ByteView(piece).first(static_cast<std::size_t>(got)));
        if (!kept) return kept;
    }
    return {};
}

Result<void> transfer(const ModelSpec& spec, const Origin& origin, PartFile& part, const Progress& progress) {
    if (origin.url.empty()) {
        if (auto cleared = part.clear(); !cleared) return cleared;
        auto copied = copy_file(spec, origin.path, part, progress);
        if (!copied) part.discard();
        return copied;
    }
    FetchRequest request;
    request.name = "model " + spec.id;
    request.url = origin.url;
    request.exactly = !origin.packed;
    request.most = origin.packed ? most_packed(static_cast<std::size_t>(spec.bytes)) : spec.bytes;
    if (progress)
        request.progress = [&](std::uint64_t done, std::uint64_t total) { return progress(spec.id, done, total); };
    return fetch_http(request, part);
}

// Empty: the bytes are the model.
std::optional<std::string> difference(const ModelSpec& spec, ByteView bytes) {
    if (bytes.size() != spec.bytes)
        return "has " + std::to_string(bytes.size()) + " bytes and not the " + std::to_string(spec.bytes) +
               " of the manifest";
    if (sha256(bytes) != *spec.sha256) return "does not have the digest of the manifest";
    return std::nullopt;
}

// Proves what has arrived and gives it its name. Returns what is wrong with it; empty: it is in place.
Result<std::optional<std::string>> install(const ModelSpec& spec, const Origin& origin, PartFile& part,
                                           const fs::path& target) {
    auto bytes = part.read();
    if (!bytes) return std::move(bytes).error();
    if (!origin.packed) {
        if (auto wrong = difference(spec, *bytes)) return wrong;
        auto named = part.become(target);
        if (!named) return std::move(named).error();
        return std::optional<std::string>();
    }
    auto unpacked = unpack_bzip2(*bytes, static_cast<std::size_t>(spec.bytes));
    if (!unpacked) {
        if (unpacked.error().code != ErrorCode::unreadable) return std::move(unpacked).error();
        return std::optional<std::string>("cannot be unpacked: it is damaged, or holds another file");
    }
    if (auto wrong = difference(spec, *unpacked)) return wrong;
    auto plain = PartFile::open(target.string() + ".part");
    if (!plain) return std::move(plain).error();
    auto written = plain->clear();
    if (written) written = plain->append(*unpacked);
    if (written) written = plain->become(target);
    if (!written) {
        plain->discard();
        return std::move(written).error();
    }
    part.discard();
    return std::optional<std::string>();
}

}  // namespace

Result<void> bring_model(const ModelSpec& spec, std::string_view from, const fs::path& folder, const Progress& progress) {
    const auto origin = origin_of(spec, std::string(from));
    if (!origin) return origin.error();
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return Error{ErrorCode::write_failed, "Cannot make the folder " + folder.string() + ": " + failed.message() +
                                                  ". Choose another folder for the models."};
    const fs::path target = folder / spec.file;
    auto part = PartFile::open(target.string() + (origin->packed ? "." + spec.compression + ".part" : ".part"));
    if (!part) return std::move(part).error();

    while (true) {
        const bool continued = !origin->url.empty() && part->size() > 0;
        if (auto arrived = transfer(spec, *origin, *part, progress); !arrived) return arrived;
        auto wrong = install(spec, *origin, *part, target);
        if (!wrong) return std::move(wrong).error();
        if (!*wrong) return {};
        if (!continued) {
            part->discard();
            const std::string where = origin->url.empty() ? origin->path.string() : url_for_people(origin->url);
            return Error{ErrorCode::unavailable, "Model " + spec.id + " from " + where + " " + **wrong +
                                                     ". It was deleted. Use another source."};
        }
        // What an earlier try left may have been another file's beginning: once more, from nothing.
        if (auto cleared = part->clear(); !cleared) return cleared;
    }
}

}  // namespace consent
