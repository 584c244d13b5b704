// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_key.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

namespace consent {

namespace {

constexpr std::size_t seed_size = crypto_sign_SEEDBYTES, seed_digits = seed_size * 2;
static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_BYTES == 64);

constexpr std::string_view checkpoint_word = "consent-audit-checkpoint";

Error no_key(const std::filesystem::path& path, const std::string& why) {
    return {ErrorCode::unavailable, "The key of the audit log, " + path.string() + ", " + why};
}

class OpenFile {
public:
    explicit OpenFile(int descriptor) noexcept : descriptor_(descriptor) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const noexcept { return descriptor_; }
    explicit operator bool() const noexcept { return descriptor_ >= 0; }

private:
    int descriptor_;
};

template <std::size_t size>
std::string hex(const std::array<std::uint8_t, size>& bytes) {
    std::string text(size * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), size);
    text.pop_back();
    return text;
}

template <std::size_t size>
bool from_hex(std::string_view text, std::array<std::uint8_t, size>& bytes) {
    std::size_t length = 0;
    const char* end = nullptr;
    return text.size() == size * 2 &&
           sodium_hex2bin(bytes.data(), size, text.data(), text.size(), nullptr, &length, &end) == 0 && length == size &&
           end == text.data() + text.size();
}

// Written whole under another name first: a crash leaves no half of a key under the right one.
bool write_new(const std::filesystem::path& path, std::string_view text) {
    const std::filesystem::path fresh = path.string() + ".new";
    {
        const OpenFile file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(file.get()) != 0)
            return false;
    }
    const bool linked = ::link(fresh.c_str(), path.c_str()) == 0;  // never over a key that is there
    ::unlink(fresh.c_str());
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const OpenFile directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return linked && directory && ::fsync(directory.get()) == 0;
}

std::string signed_text(const AuditCheckpoint& checkpoint) {
    return std::string(checkpoint_word) + " 1 " + std::to_string(checkpoint.sequence) + " " + to_hex(checkpoint.hash) + " " +
           to_string(checkpoint.at) + " " + hex(checkpoint.key);
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

// As to_string(Instant) writes it: "2026-11-20T09:00:00Z".
std::optional<Instant> instant_from(std::string_view text) {
    if (text.size() != 20) return std::nullopt;
    const auto day = parse_date(text.substr(0, 10));
    if (!day) return std::nullopt;
    const auto two = [text](std::size_t at) {
        int number = -1;
        std::from_chars(text.data() + at, text.data() + at + 2, number);
        return number;
    };
    const Instant instant = start_of(*day) + std::chrono::seconds(two(11) * 3600 + two(14) * 60 + two(17));
    if (to_string(instant) != text) return std::nullopt;
    return instant;
}

}  // namespace

Result<AuditKey> AuditKey::open(const std::filesystem::path& path, bool create) {
    if (sodium_init() < 0) return Error{ErrorCode::internal, "The cryptographic library could not be started."};
    OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<std::uint8_t, seed_size> seed{};
    if (!file && errno == ENOENT && create) {
        randombytes_buf(seed.data(), seed.size());
        std::string text = hex(seed) + "\n";
        const bool written = write_new(path, text);
        sodium_memzero(text.data(), text.size());
        if (!written) return no_key(path, "could not be written: see that its folder is there and can be written.");
    } else if (!file) {
        return errno == ENOENT ? no_key(path, "is missing: bring it back, or begin a new log and keep the old one.")
                               : no_key(path, "cannot be read: see that it belongs to you.");
    } else {
        std::array<char, seed_digits + 2> text{};
        const ssize_t size = ::read(file.get(), text.data(), text.size());
        const std::size_t digits = size == static_cast<ssize_t>(seed_digits + 1) && text[seed_digits] == '\n' ? seed_digits : 0;
        const bool read = from_hex(std::string_view(text.data(), digits), seed);
        sodium_memzero(text.data(), text.size());
        if (!read) return no_key(path, "is no key: bring back the file that was there.");
    }
    AuditKey key;
    crypto_sign_seed_keypair(key.public_.data(), key.secret_.data(), seed.data());
    sodium_memzero(seed.data(), seed.size());
    return key;
}

AuditKey::AuditKey(AuditKey&& other) noexcept : public_(other.public_), secret_(other.secret_) {
    sodium_memzero(other.secret_.data(), other.secret_.size());
}

AuditKey::~AuditKey() { sodium_memzero(secret_.data(), secret_.size()); }

AuditCheckpoint AuditKey::sign(std::uint64_t sequence, const Digest& hash, Instant at) const {
    AuditCheckpoint made{sequence, hash, at, public_, {}};
    const std::string text = signed_text(made);
    crypto_sign_detached(made.signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         secret_.data());
    return made;
}

bool is_signed(const AuditCheckpoint& checkpoint) {
    const std::string text = signed_text(checkpoint);
    return crypto_sign_verify_detached(checkpoint.signature.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                       text.size(), checkpoint.key.data()) == 0;
}

std::string to_string(const AuditCheckpoint& checkpoint) { return signed_text(checkpoint) + " " + hex(checkpoint.signature); }

Result<AuditCheckpoint> parse_checkpoint(std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    AuditCheckpoint read;
    const auto wrong = [] {
        return Error{ErrorCode::invalid_argument,
                     "That is no checkpoint of an audit log, or it has been changed: give the line as it was printed."};
    };
    if (words.size() != 7 || words[0] != checkpoint_word || words[1] != "1") return wrong();
    const auto [end, failed] = std::from_chars(words[2].data(), words[2].data() + words[2].size(), read.sequence);
    const auto hash = digest_from_hex(words[3]);
    const auto at = instant_from(words[4]);
    if (failed != std::errc() || end != words[2].data() + words[2].size() || !hash || !at || !from_hex(words[5], read.key) ||
        !from_hex(words[6], read.signature))
        return wrong();
    read.hash = *hash;
    read.at = *at;
    if (!is_signed(read)) return wrong();
    return read;
}

}  // namespace consent
