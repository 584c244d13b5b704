// SPDX-License-Identifier: Apache-2.0
//
// Assembles a gate from what a school has on disk. The command line and every binding open their gate here, so that
// they all judge alike.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/gate.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct Setup {
    std::string register_url;              // as open_register()
    std::string audit_path;                // empty: audit_path_beside(register_url)
    std::filesystem::path models_folder;   // empty: ModelStore::default_folder()
    std::string detector;                  // model id; empty: the best that is there, else "dlib_hog"
    std::string embedder;                  // model id; empty: the best that is there, else none; "none": roll call only
    std::string asked_by;                  // as Parts::asked_by
    std::string text_reader;               // "tesseract_eng"; empty: that, where its data are; "none": text is not read
    std::string safety_net;                // model id; empty: another detector than the first; "none": no second look
    Limits limits;
};

// "school.db" -> "school.audit.db".
CONSENT_API std::string audit_path_beside(std::string_view register_url);

// Fails: as open_register, open_audit_log, make_detector, make_embedder and Gate::open.
CONSENT_API Result<Parts> open_parts(const Setup& setup);
CONSENT_API Result<Gate> open_gate(const Setup& setup);

}  // namespace consent
