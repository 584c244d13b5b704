// SPDX-License-Identifier: Apache-2.0
//
// Sets the drawn school up: its register, and a template for everybody whose record allows one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <consent/consent.hpp>

namespace consent::cli {

struct OpenedSchool {
    Parts parts;  // for Gate::open; without an embedder when faces are not recognised
    int pupils = 0;
    int staff = 0;
    int enrolled = 0;
    std::string not_recognised_because;  // empty where faces are recognised
};

// Creates `folder`/school.db, fills it, writes the portraits to `folder`/portraits, and enrols from them through
// consent::enrol. Then a rehearsal: a second picture of everybody must be taken for that person alone. A recognition
// model that was made for photographs may fail it on drawings; then the demo goes on without recognition.
// `setup.register_url` is set here. Fails: write_failed, unavailable, internal.
Result<OpenedSchool> open_school(const std::filesystem::path& folder, Setup& setup, Instant now);

}  // namespace consent::cli
