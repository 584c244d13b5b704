// SPDX-License-Identifier: Apache-2.0
//
// What the tests of detectors and embedders share: the model folder, test photographs, and networks written by hand.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/models.hpp>

#include "image/decode.hpp"
#include "support/catch.hpp"

namespace consent::test {

inline Bytes bytes_of(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline ModelStore model_store() {
    auto store = ModelStore::open(ModelStore::default_folder());
    REQUIRE(store);
    return std::move(*store);
}

inline bool has_model(const ModelStore& store, std::string_view id) {
    const ModelSpec* spec = store.find(id);
    return spec != nullptr && store.state(*spec) == ModelState::verified;
}

// Labelled photographs beside the checkout; absent where there are none.
inline std::optional<std::filesystem::path> face_pictures() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    if (source == nullptr) return std::nullopt;
    std::filesystem::path folder = std::filesystem::path(source) / ".." / "shared" / "testdata" / "faces";
    if (!std::filesystem::exists(folder / "groups.json")) return std::nullopt;
    return folder;
}

inline Raster picture_at(const std::filesystem::path& path) {
    auto picture = decode(bytes_of(path), Limits{});
    INFO(path.filename().string());
    REQUIRE(picture);
    return std::move(picture->shown);
}

inline Raster plain_picture(int width, int height, std::uint8_t grey) {
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, grey)};
}

// A network in ONNX form that applies one operator ("Sqrt", "Identity", ...) to its input of 1 x 3 x 2 x 2.
inline Bytes one_operator_network(const std::string& op) {
    const auto field = [](int number, const std::string& value) {
        std::string out(1, static_cast<char>(number << 3 | 2));
        for (std::size_t size = value.size();; size >>= 7) {
            out += static_cast<char>((size & 0x7f) | (size > 0x7f ? 0x80 : 0));
            if (size <= 0x7f) break;
        }
        return out + value;
    };
    const auto number = [](int field_number, int value) {
        return std::string{static_cast<char>(field_number << 3), static_cast<char>(value)};
    };
    const auto value_info = [&](const std::string& name) {
        std::string shape;
        for (const int extent : {1, 3, 2, 2}) shape += field(1, number(1, extent));
        return field(1, name) + field(2, field(1, number(1, 1) + field(2, shape)));
    };
    const std::string node = field(1, "in") + field(2, "out") + field(3, "node") + field(4, op);
    const std::string graph = field(1, node) + field(2, "graph") + field(11, value_info("in")) + field(12, value_info("out"));
    const std::string model = number(1, 7) + field(7, graph) + field(8, field(1, "") + number(2, 11));
    return {model.begin(), model.end()};
}

// The same network with eight bytes of its weights set, which makes at least one of them no number.
inline Bytes with_nan(Bytes network, std::size_t at) {
    for (std::size_t i = 0; i < 8; ++i) network[at + i] = 0xff;
    return network;
}

// Whatever is printed to stderr while this lives.
class CapturedStderr {
public:
    CapturedStderr() : file_(std::tmpfile()), before_(::dup(2)) {
        std::fflush(stderr);
        ::dup2(::fileno(file_), 2);
    }
    CapturedStderr(const CapturedStderr&) = delete;
    CapturedStderr& operator=(const CapturedStderr&) = delete;
    ~CapturedStderr() {
        restore();
        std::fclose(file_);
    }

    std::string text() {
        restore();
        std::string all;
        std::rewind(file_);
        for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) all += static_cast<char>(c);
        return all;
    }

private:
    void restore() {
        if (before_ < 0) return;
        std::fflush(stderr);
        ::dup2(before_, 2);
        ::close(before_);
        before_ = -1;
    }

    std::FILE* file_;
    int before_;
};

}  // namespace consent::test
