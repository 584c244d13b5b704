// SPDX-License-Identifier: Apache-2.0
#include <consent/sink.hpp>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace consent {

namespace {

Error failed(const std::filesystem::path& where, int reason) {
    std::string shown = where.string();
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 0x20) c = '?';
    return Error{ErrorCode::write_failed, "Cannot write to " + shown + ": " + std::strerror(reason) +
                                              ". Nothing was published; mend that and try again."};
}

// Closes, and removes the temporary file unless it was given its final name.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& folder) : path_((folder / ".consent-XXXXXX").string()) {
        descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        if (!kept_) ::unlink(path_.c_str());
    }

    [[nodiscard]] bool opened() const noexcept { return descriptor_ >= 0; }

    bool write_all(ByteView bytes) noexcept {
        while (!bytes.empty()) {
            const ssize_t done = ::write(descriptor_, bytes.data(), bytes.size());
            if (done < 0 && errno == EINTR) continue;
            if (done <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(done));
        }
        return ::fchmod(descriptor_, 0644) == 0 && ::fsync(descriptor_) == 0;
    }

    bool keep_as(const std::filesystem::path& name) noexcept {
        kept_ = ::rename(path_.c_str(), name.c_str()) == 0;
        return kept_;
    }

private:
    std::string path_;
    int descriptor_ = -1;
    bool kept_ = false;
};

bool sync_folder(const std::filesystem::path& folder) noexcept {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool synced = ::fsync(descriptor) == 0 || errno == EINVAL;  // some file systems cannot sync a folder
    ::close(descriptor);
    return synced;
}

class FolderSink final : public Sink {
public:
    explicit FolderSink(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<std::string> write(ByteView bytes, std::string_view name) override {
        std::error_code problem;
        std::filesystem::create_directories(folder_, problem);
        if (problem) return failed(folder_, problem.value());
        const std::filesystem::path target = folder_ / name;
        std::string location = target.string();  // after the rename nothing may fail any more
        TemporaryFile file(folder_);
        if (!file.opened() || !file.write_all(bytes)) return failed(target, errno);
        if (!file.keep_as(target)) return failed(target, errno);
        if (!sync_folder(folder_)) {
            const int reason = errno;
            ::unlink(target.c_str());
            return failed(target, reason);
        }
        return location;
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<Sink> make_folder_sink(std::filesystem::path folder) {
    return std::make_unique<FolderSink>(std::move(folder));
}

}  // namespace consent
