// SPDX-License-Identifier: Apache-2.0
#include "command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

namespace consent::cli {

int exit_status(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::publish: return exit_publish;
        case Verdict::review: return exit_review;
        case Verdict::block: break;
    }
    return exit_block;
}

int exit_status(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid_argument: return exit_usage;
        case ErrorCode::unreadable:
        case ErrorCode::refused: return exit_unreadable;
        case ErrorCode::unavailable: return exit_unavailable;
        case ErrorCode::write_failed: return exit_write_failed;
        case ErrorCode::internal: break;
    }
    return exit_internal;
}

int worse_status(int a, int b) noexcept {
    static constexpr std::array worst_first{exit_internal,   exit_unavailable, exit_write_failed, exit_unreadable,
                                            exit_usage,      exit_block,       exit_review,       exit_publish};
    for (const int status : worst_first)
        if (a == status || b == status) return status;
    return exit_internal;
}

int fail(const Error& error, std::string_view what) {
    std::cout.flush();
    std::cerr << "consent: ";
    if (!what.empty()) std::cerr << what << ": ";
    std::cerr << error.message << "\n";
    return exit_status(error.code);
}

void add_register_option(CLI::App& command, std::string& url) {
    command.add_option("--register", url, "The consent register: a file made by `consent register init`")
        ->envname("CONSENT_REGISTER")
        ->type_name("URL")
        ->required();
}

void add_models_option(CLI::App& command, std::string& folder) {
    command.add_option("--models", folder, "Folder of the models (default: your data folder)")
        ->envname("CONSENT_MODELS")
        ->type_name("DIR");
}

void add_at_option(CLI::App& command, std::string& at) {
    command.add_option("--at", at, "Judge as on this day (year-month-day; default: today)")->type_name("DATE");
}

Result<Instant> instant_of(const std::string& at) {
    if (at.empty()) return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto day = parse_date(at);
    if (!day) return std::move(day).error();
    return start_of(*day);
}

Result<Bytes> read_file(const std::string& path, std::size_t limit) {
    const auto unreadable = [](const std::string& why) { return Error{ErrorCode::unreadable, why}; };
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"),
                                                         [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); });
    if (!file) return unreadable(std::string("cannot be opened (") + std::strerror(errno) + "): check the name and that you may read it");
    struct stat about{};
    if (::fstat(::fileno(file.get()), &about) == 0 && S_ISDIR(about.st_mode))
        return unreadable("is a folder: name a picture, or use `consent scan` for a whole folder");
    Bytes bytes;
    std::array<std::uint8_t, 65536> block;
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), file.get())) {
        bytes.insert(bytes.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
        if (bytes.size() > limit)
            return unreadable("is larger than the limit of " + std::to_string(limit >> 20) + " MiB");
    }
    if (std::ferror(file.get()) != 0) return unreadable("could not be read to its end");
    return bytes;
}

bool colour_on_stdout() { return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

bool progress_on_stderr() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace consent::cli
