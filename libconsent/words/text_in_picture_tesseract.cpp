// SPDX-License-Identifier: Apache-2.0
#include <consent/text_reader.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include "base/guard.hpp"
#include "words/text_regions.hpp"

// Of OpenMP's run time, where Tesseract was built with it.
extern "C" {
void omp_set_max_active_levels(int levels) __attribute__((weak));
int omp_get_max_active_levels(void) __attribute__((weak));
}

namespace consent {

namespace fs = std::filesystem;

namespace {

// Of a word. Below lie nearly all words that Tesseract reads in leaves, hair and bricks, and hardly any that are there.
constexpr float least_confidence = 0.6F;
constexpr float least_of_short = 0.75F;  // of one with fewer than five letters, which leaves are read as more often
constexpr std::chrono::milliseconds longest{8000};

std::string data_folder() {
    std::vector<std::string> folders;
    if (const char* named = std::getenv("TESSDATA_PREFIX")) folders.emplace_back(named);
    folders.insert(folders.end(), {"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata"});
    std::error_code problem;
    for (const std::string& folder : folders)
        if (fs::exists(fs::path(folder) / "eng.traineddata", problem)) return folder;
    return {};
}

float least_for(std::string_view word) {
    const auto letters = std::count_if(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    });
    return letters < 5 ? least_of_short : least_confidence;
}

// Tesseract asks for four threads for every line, whatever the number set before; they cost it five times the processor's time
// of one. No level of parallel regions gives it one. Without OpenMP there is nothing to hold back.
class OneThread {
public:
    OneThread() : before_(omp_get_max_active_levels != nullptr ? omp_get_max_active_levels() : 0) { set(0); }
    ~OneThread() { set(before_); }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    static void set(int levels) {
        if (omp_set_max_active_levels != nullptr) omp_set_max_active_levels(levels);
    }
    int before_;
};

class TesseractReader final : public TextReader {
public:
    Result<void> open() {
        const std::string folder = data_folder();
        if (folder.empty())
            return Error{ErrorCode::unavailable, "Tesseract's English data are not there: install tesseract-ocr-eng."};
        if (engine_.Init(folder.c_str(), "eng", tesseract::OEM_LSTM_ONLY) != 0)
            return Error{ErrorCode::unavailable, "Tesseract cannot use its English data: install tesseract-ocr-eng anew."};
        engine_.SetVariable("debug_file", "/dev/null");
        engine_.SetPageSegMode(tesseract::PSM_SINGLE_LINE);
        return {};
    }

    [[nodiscard]] std::string_view id() const noexcept override { return "tesseract_eng"; }

    Result<std::vector<SeenText>> read(const Raster& picture, const std::vector<Box>& faces) override {
        return guarded("reading the text in the picture", [&] { return read_all(picture, faces); });
    }

private:
    Result<std::vector<SeenText>> read_all(const Raster& picture, const std::vector<Box>& faces) {
        const OneThread one_thread;
        const auto deadline = std::chrono::steady_clock::now() + longest;
        const GreyPicture grey = grey_of(picture);
        std::vector<SeenText> seen;
        for (const TextRegion& region : text_regions(grey, faces)) {
            const GreyPicture line = line_picture(grey, region);
            engine_.SetImage(line.grey.data(), line.width, line.height, 1, line.width);
            engine_.SetSourceResolution(150);
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
            tesseract::ETEXT_DESC monitor;
            monitor.set_deadline_msecs(std::max(static_cast<int>(left.count()), 1));
            if (engine_.Recognize(&monitor) != 0 || std::chrono::steady_clock::now() > deadline)
                return Error{ErrorCode::unavailable, "The text in the picture could not be read in time."};
            if (SeenText text = legible_words(); !text.text.empty()) {
                text.box = region.box();
                seen.push_back(std::move(text));
            }
            engine_.Clear();
        }
        return seen;
    }

    SeenText legible_words() {
        SeenText line;
        const std::unique_ptr<tesseract::ResultIterator> words(engine_.GetIterator());
        if (!words) return line;
        do {
            const std::unique_ptr<char[]> text(words->GetUTF8Text(tesseract::RIL_WORD));
            const float confidence = words->Confidence(tesseract::RIL_WORD) / 100;
            if (!text || confidence < least_for(text.get())) continue;
            line.confidence = line.text.empty() ? confidence : std::min(line.confidence, confidence);
            line.text.append(line.text.empty() ? "" : " ").append(text.get());
        } while (words->Next(tesseract::RIL_WORD));
        return line;
    }

    tesseract::TessBaseAPI engine_;
};

}  // namespace

Result<std::unique_ptr<TextReader>> make_text_reader() {
    return guarded("opening the text reader", []() -> Result<std::unique_ptr<TextReader>> {
        auto reader = std::make_unique<TesseractReader>();
        if (auto opened = reader->open(); !opened) return std::move(opened).error();
        return std::unique_ptr<TextReader>(std::move(reader));
    });
}

}  // namespace consent
