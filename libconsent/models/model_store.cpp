// SPDX-License-Identifier: Apache-2.0
#include <consent/models.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/guard.hpp"
#include "models/bring.hpp"
#include "models/manifest.hpp"

namespace consent {

namespace fs = std::filesystem;

namespace {

enum class Found { whole, absent, other_size, not_readable };

// Reads a file that should have `size` bytes, and one more to see that it has no more.
Found read_file_of(const fs::path& path, std::uint64_t size, Bytes& bytes) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return errno == ENOENT || errno == ENOTDIR ? Found::absent : Found::not_readable;
    const auto close_later = [&](Found found) {
        close(descriptor);
        return found;
    };
    struct stat status {};
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return close_later(Found::not_readable);
    if (static_cast<std::uint64_t>(status.st_size) != size) return close_later(Found::other_size);
    try {
        bytes.resize(static_cast<std::size_t>(size) + 1);
    } catch (...) {
        close(descriptor);
        throw;
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::read(descriptor, bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return close_later(Found::not_readable);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    if (done != size) return close_later(Found::other_size);
    bytes.resize(done);
    return close_later(Found::whole);
}

struct Looked {
    ModelState state = ModelState::unreadable;
    Bytes bytes;  // set where state is verified
};

Looked look(const fs::path& path, const ModelSpec& spec) {
    Looked looked;
    switch (read_file_of(path, spec.bytes, looked.bytes)) {
        case Found::absent: looked.state = ModelState::missing; break;
        case Found::not_readable: looked.state = ModelState::unreadable; break;
        case Found::other_size: looked.state = ModelState::wrong_digest; break;
        case Found::whole:
            looked.state = spec.sha256 && sha256(looked.bytes) == *spec.sha256 ? ModelState::verified
                                                                               : ModelState::wrong_digest;
            break;
    }
    if (looked.state != ModelState::verified) looked.bytes = {};
    return looked;
}

std::optional<fs::path> folder_from_environment(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return fs::path(value);
}

std::optional<fs::path> home_folder() {
    if (auto home = folder_from_environment("HOME")) return home;
    std::vector<char> room(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(getuid(), &entry, room.data(), room.size(), &found) != 0 || found == nullptr) return std::nullopt;
    if (found->pw_dir == nullptr || *found->pw_dir != '/') return std::nullopt;
    return fs::path(found->pw_dir);
}

}  // namespace

ModelStore::ModelStore(fs::path folder, std::vector<ModelSpec> specs)
    : folder_(std::move(folder)), specs_(std::move(specs)) {}

Result<ModelStore> ModelStore::open(fs::path folder) {
    auto store = open(std::move(folder), built_in_manifest());
    if (!store) return Error{ErrorCode::internal, store.error().message};
    return store;
}

Result<ModelStore> ModelStore::open(fs::path folder, std::string_view manifest_json) {
    return guarded("opening the models", [&]() -> Result<ModelStore> {
        auto specs = parse_manifest(manifest_json);
        if (!specs) return std::move(specs).error();
        return ModelStore(std::move(folder), *std::move(specs));
    });
}

fs::path ModelStore::default_folder() {
    if (auto own = folder_from_environment("CONSENT_MODELS")) return *own;
    // The XDG base directory specification: a relative path counts as not set.
    if (auto data = folder_from_environment("XDG_DATA_HOME"); data && data->is_absolute())
        return *data / "consent" / "models";
    if (auto home = home_folder()) return *home / ".local" / "share" / "consent" / "models";
    return "/var/lib/consent/models";
}

const ModelSpec* ModelStore::find(std::string_view id) const noexcept {
    const auto found = std::find_if(specs_.begin(), specs_.end(), [&](const ModelSpec& spec) { return spec.id == id; });
    return found == specs_.end() ? nullptr : &*found;
}

ModelState ModelStore::state(const ModelSpec& spec) const {
    try {
        return look(folder_ / spec.file, spec).state;
    } catch (...) {
        return ModelState::unreadable;
    }
}

const ModelSpec* ModelStore::best(ModelTask task) const {
    for (const ModelSpec& spec : specs_)
        if (spec.task == task && state(spec) == ModelState::verified) return &spec;
    return nullptr;
}

Result<Bytes> ModelStore::load(const ModelSpec& spec) const {
    return guarded("reading a model", [&]() -> Result<Bytes> {
        const std::string path = (folder_ / spec.file).string();
        if (!spec.sha256)
            return Error{ErrorCode::unavailable, "The manifest holds no digest for model " + spec.id +
                                                     ", so no file can be trusted to be it. Use another model."};
        Looked looked = look(path, spec);
        switch (looked.state) {
            case ModelState::verified: return std::move(looked.bytes);
            case ModelState::missing:
                return Error{ErrorCode::unavailable, "Model " + spec.id + " is not there: " + path +
                                                         " is missing. Fetch it with: consent models fetch " + spec.id};
            case ModelState::wrong_digest:
                return Error{ErrorCode::unavailable, "Model " + spec.id + " is damaged: " + path +
                                                         " does not have the digest of the manifest. Fetch it anew "
                                                         "with: consent models fetch " + spec.id};
            case ModelState::unreadable: break;
        }
        return Error{ErrorCode::unavailable,
                     "Model " + spec.id + " cannot be read: check the permissions of " + path + "."};
    });
}

Result<void> ModelStore::fetch(const ModelSpec& spec, std::string_view from, const Progress& progress) const {
    return guarded("fetching a model", [&]() -> Result<void> {
        if (!spec.sha256)
            return Error{ErrorCode::refused, "Model " + spec.id + " is not fetched: the manifest holds no digest for "
                                                 "it, so no file can be proved to be it. Use another model."};
        if (state(spec) == ModelState::verified) return {};
        return bring_model(spec, from, folder_, progress);
    });
}

}  // namespace consent
