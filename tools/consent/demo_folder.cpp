// SPDX-License-Identifier: Apache-2.0
#include "demo_folder.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace consent::cli {

namespace fs = std::filesystem;

Result<fs::path> demo_folder(const std::string& wanted) {
    std::error_code problem;
    if (wanted.empty()) {
        const fs::path temporary = fs::temp_directory_path(problem);
        std::string pattern = ((problem ? fs::path("/tmp") : temporary) / "consent-demo-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            return Error{ErrorCode::write_failed,
                         "No folder could be made among the temporary files: name one, as in `consent demo DIR`."};
        return fs::path(pattern);
    }
    if (fs::exists(wanted, problem)) {
        if (!fs::is_directory(wanted, problem))
            return Error{ErrorCode::invalid_argument, "The demo wants a folder, and that is a file: name another."};
        const bool empty = fs::is_empty(wanted, problem);
        if (problem) return Error{ErrorCode::write_failed, "The folder cannot be read: name another."};
        if (!empty)
            return Error{ErrorCode::invalid_argument,
                         "The folder is not empty, and the demo overwrites nothing: name a new one."};
        return fs::path(wanted);
    }
    if (!fs::create_directories(wanted, problem) || problem)
        return Error{ErrorCode::write_failed, "The folder cannot be made (" + problem.message() + "): name another."};
    return fs::path(wanted);
}

Result<void> write_demo_file(const fs::path& path, ByteView bytes) {
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return Error{ErrorCode::write_failed, path.string() + " could not be written: is the disk full?"};
    return {};
}

std::string own_name() {
    std::error_code problem;
    const fs::path self = fs::read_symlink("/proc/self/exe", problem);
    if (problem) return "consent";
    std::istringstream places(std::getenv("PATH") == nullptr ? "" : std::getenv("PATH"));
    for (std::string place; std::getline(places, place, ':');) {
        const fs::path found = fs::path(place) / "consent";
        if (!fs::exists(found, problem)) continue;
        if (fs::equivalent(found, self, problem)) return "consent";
        break;
    }
    const fs::path near = self.lexically_relative(fs::current_path(problem));
    if (near.empty() || *near.begin() == "..") return shell_word(self.string());
    return shell_word(near.begin() == std::prev(near.end()) ? "./" + near.string() : near.string());
}

std::string shell_word(const std::string& text) {
    const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '_' || c == '-' || c == '@' || c == ',';
    });
    if (plain) return text;
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

}  // namespace consent::cli
