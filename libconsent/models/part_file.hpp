// SPDX-License-Identifier: Apache-2.0
//
// A file on its way to its name: what has arrived so far lies in "<name>.part", for one process at a time.
#pragma once

#include <cstdint>
#include <filesystem>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

// One thread at a time. When it goes out of scope the bytes stay for a later try; an empty file goes.
class PartFile {
public:
    // Opens or makes the file and keeps what an earlier try left in it. A link in its place is not followed.
    // Fails: write_failed (folder, permission), unavailable (another process holds it).
    static Result<PartFile> open(std::filesystem::path path);

    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    ~PartFile();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    // Fails: write_failed.
    Result<void> append(ByteView bytes);
    Result<void> clear();

    // Everything that has arrived, read back from the disk. Fails: write_failed.
    Result<Bytes> read() const;

    // Gives the file its final name, replacing what bears it; both file and name are on the disk afterwards.
    // Ensures: on failure nothing that was not there before bears that name.
    // Fails: write_failed.
    Result<void> become(const std::filesystem::path& name);

    // Deletes it.
    void discard() noexcept;

private:
    PartFile(std::filesystem::path path, int descriptor, std::uint64_t size) noexcept;

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    bool named_ = true;  // path_ still bears this file
};

}  // namespace consent
