// SPDX-License-Identifier: Apache-2.0
//
// Text that can be seen in a picture: badges, pegs, certificates, shirts. One interface, one file a back end in
// libconsent/words/.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

// One line of text.
struct SeenText {
    Box box;
    std::string text;      // UTF-8; words that were hardly legible are left out
    float confidence = 0;  // the reader's own, 0..1, of the least legible word
};

// Thread promise: one thread at a time on one object.
class TextReader {
public:
    virtual ~TextReader() = default;
    TextReader(const TextReader&) = delete;
    TextReader& operator=(const TextReader&) = delete;

    [[nodiscard]] virtual std::string_view id() const noexcept = 0;

    // What can be read, over the whole picture and, more closely, below each of `faces`, where badges are worn. Lines
    // lie level or nearly so. Takes a bounded time however large the picture is.
    // Fails: internal or unavailable when not all of it could be looked at; what was read by then is not text enough.
    virtual Result<std::vector<SeenText>> read(const Raster& picture, const std::vector<Box>& faces) = 0;

protected:
    TextReader() = default;
};

// Tesseract with its English data (tesseract-ocr-eng), which reads the plain letters of names in many languages.
// Fails: unavailable when the data are not installed ($TESSDATA_PREFIX, else where Debian keeps them).
CONSENT_API Result<std::unique_ptr<TextReader>> make_text_reader();

}  // namespace consent
