// SPDX-License-Identifier: Apache-2.0
#include "models/part_file.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace consent {

namespace {

Error cannot(const char* what, const std::filesystem::path& path, int reason) {
    return Error{ErrorCode::write_failed, std::string("Cannot ") + what + " " + path.string() + ": " +
                                              std::generic_category().message(reason) +
                                              ". Check the folder, its permissions and the space left."};
}

// False when somebody renamed or deleted the file between our opening and our locking it.
bool still_bears_name(int descriptor, const std::filesystem::path& path) {
    struct stat held {};
    struct stat named {};
    return fstat(descriptor, &held) == 0 && lstat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
           held.st_ino == named.st_ino;
}

}  // namespace

PartFile::PartFile(std::filesystem::path path, int descriptor, std::uint64_t size) noexcept
    : path_(std::move(path)), descriptor_(descriptor), size_(size) {}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      named_(std::exchange(other.named_, false)) {}

PartFile::~PartFile() {
    if (descriptor_ < 0) return;
    if (size_ == 0) discard();
    close(descriptor_);
}

Result<PartFile> PartFile::open(std::filesystem::path path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
    if (descriptor < 0) return cannot("write", path, errno);
    struct stat status {};
    const bool known = fstat(descriptor, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        close(descriptor);
        return cannot("write", path, known ? EEXIST : EIO);
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 || !still_bears_name(descriptor, path)) {
        close(descriptor);
        return Error{ErrorCode::unavailable,
                     "Another process is fetching " + path.string() + " at this moment; try again when it is done."};
    }
    if (fstat(descriptor, &status) != 0) {
        const int reason = errno;
        close(descriptor);
        return cannot("read", path, reason);
    }
    return PartFile(std::move(path), descriptor, static_cast<std::uint64_t>(status.st_size));
}

Result<void> PartFile::append(ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return cannot("write", path_, written < 0 ? errno : ENOSPC);
        size_ += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> PartFile::clear() {
    if (ftruncate(descriptor_, 0) != 0) return cannot("write", path_, errno);
    size_ = 0;
    return {};
}

Result<Bytes> PartFile::read() const {
    Bytes bytes(static_cast<std::size_t>(size_));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return cannot("read", path_, got < 0 ? errno : EIO);
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

Result<void> PartFile::become(const std::filesystem::path& name) {
    if (fsync(descriptor_) != 0) return cannot("write", path_, errno);
    if (rename(path_.c_str(), name.c_str()) != 0) return cannot("write", name, errno);
    named_ = false;
    const std::filesystem::path folder = name.has_parent_path() ? name.parent_path() : std::filesystem::path(".");
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return {};
    // A folder that cannot be synchronised costs at most the name after a power cut, never a wrong file.
    (void)fsync(directory);
    close(directory);
    return {};
}

void PartFile::discard() noexcept {
    if (!named_) return;
    named_ = false;
    (void)unlink(path_.c_str());
}

}  // namespace consent
