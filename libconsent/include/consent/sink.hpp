// SPDX-License-Identifier: Apache-2.0
//
// Where a clean copy goes. A sink takes all of it or nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <consent/bytes.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

class CONSENT_API Sink {
public:
    virtual ~Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    // `name` is a neutral file name ("photo-3f9c2a71b0d4.jpg") that tells nothing about the picture's origin.
    // Returns where the copy now is, in the sink's own terms.
    // Ensures: on failure nothing can be seen under that name that was not there before.
    // Fails: ErrorCode::write_failed.
    virtual Result<std::string> write(ByteView bytes, std::string_view name) = 0;

protected:
    Sink() = default;
};

// Writes into a folder (created when missing): a temporary file, fsync, rename, fsync of the folder. A crash leaves at
// most a file whose name begins with ".consent-". An existing file of the same name is replaced; names carry the
// digest, so that it is the same picture.
CONSENT_API std::unique_ptr<Sink> make_folder_sink(std::filesystem::path folder);

// Keeps the last copy in memory. Requires: `*target` outlives the sink.
CONSENT_API std::unique_ptr<Sink> make_memory_sink(Bytes* target);

}  // namespace consent
