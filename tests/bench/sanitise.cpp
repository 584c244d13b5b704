// SPDX-License-Identifier: Apache-2.0
//
// How fast JPEG files leave clean, beside copying them and beside the programs that people use.
//
//     sanitise [FOLDER] [--rounds N]
//
// FOLDER holds JPEG files. Without one, ten are made in a folder that goes again: 1 to 12 MB of something like a photo
// (noise of all scales, 1/f), quality 88 to 94, two of them progressive where jpegtran is installed, each with EXIF and a
// maker note, XMP, a thumbnail and a second picture behind its end. Each way is timed over all files, N times (5) in turn,
// and its best round is printed, by the clock and by processor time (with that of the programs it starts; the one that
// says something on a machine that others use too): reading and writing files, on one machine, in one run.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "image/codecs.hpp"
#include "image/encode.hpp"
#include "sanitise/sanitise.hpp"

using namespace consent;
namespace fs = std::filesystem;

namespace {

Bytes read_file(const fs::path& path) {
    Bytes bytes(fs::file_size(path));
    std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

void write_file(const fs::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                static_cast<std::streamsize>(bytes.size()));
}

// As cp does: through one buffer.
void copy_file(const fs::path& from, const fs::path& to) {
    static std::vector<char> buffer(std::size_t{256} << 10);
    const int in = open(from.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    for (ssize_t got = 0; (got = read(in, buffer.data(), buffer.size())) > 0;)
        if (write(out, buffer.data(), static_cast<std::size_t>(got)) != got) std::abort();
    close(in);
    close(out);
}

// Noise whose strength halves with each halving of its scale, the same for the same seed.
Raster photo_like(int width, int height, unsigned seed) {
    Raster raster;
    raster.width = width;
    raster.height = height;
    std::vector<float> light(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0.0F);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> any(-1, 1);
    float strength = 60;
    for (int scale = 512; scale >= 1; scale /= 2, strength *= 0.76F) {
        const int columns = width / scale + 2, rows = height / scale + 2;
        std::vector<float> grid(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
        for (float& value : grid) value = any(random) * strength;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const int column = x / scale, row = y / scale;
                const float fx = static_cast<float>(x % scale) / static_cast<float>(scale);
                const float fy = static_cast<float>(y % scale) / static_cast<float>(scale);
                const float* at = &grid[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                                        static_cast<std::size_t>(column)];
                light[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] +=
                    (at[0] * (1 - fx) + at[1] * fx) * (1 - fy) + (at[columns] * (1 - fx) + at[columns + 1] * fx) * fy;
            }
    }
    raster.rgb.resize(light.size() * 3);
    for (std::size_t i = 0; i < light.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            const float tint = 12.0F * std::sin(static_cast<float>(i % static_cast<std::size_t>(width)) / 300.0F + static_cast<float>(c));
            raster.rgb[3 * i + c] = static_cast<std::uint8_t>(std::clamp(128.0F + light[i] + tint, 0.0F, 255.0F));
        }
    return raster;
}

void put_segment(Bytes& out, std::uint8_t marker, std::string_view name, const Bytes& payload) {
    const std::size_t length = name.size() + payload.size() + 2;
    for (const std::size_t byte : {std::size_t{0xFF}, std::size_t{marker}, length >> 8, length & 255})
        out.push_back(static_cast<std::uint8_t>(byte));
    out.insert(out.end(), name.begin(), name.end());
    out.insert(out.end(), payload.begin(), payload.end());
}

// What a phone puts around a picture.
Bytes with_metadata(const Bytes& jpeg, const Bytes& thumbnail) {
    Bytes exif{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
    exif.resize(12'000, 'n');
    exif.insert(exif.end(), thumbnail.begin(), thumbnail.end());
    exif.resize(std::min<std::size_t>(exif.size(), 60'000));
    Bytes out(jpeg.begin(), jpeg.begin() + 2);
    put_segment(out, 0xE1, std::string_view("Exif\0\0", 6), exif);
    put_segment(out, 0xE1, std::string_view("http://ns.adobe.com/xap/1.0/\0", 29), Bytes(6'000, ' '));
    out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
    out.insert(out.end(), thumbnail.begin(), thumbnail.end());
    return out;
}

bool runs(const std::string& command) { return std::system((command + " > /dev/null 2>&1").c_str()) == 0; }

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

void make_files(const fs::path& folder) {
    struct Kind {
        int width, height, quality;
        bool progressive;
    };
    static constexpr Kind kinds[] = {{2000, 1500, 88, false}, {2592, 1944, 90, false}, {3264, 2448, 88, false},
                                     {3264, 2448, 92, false}, {4000, 3000, 88, false}, {4000, 3000, 90, false},
                                     {4000, 3000, 93, false}, {4608, 3456, 92, false}, {3264, 2448, 90, true},
                                     {4000, 3000, 90, true}};
    const auto thumbnail = encode_jpeg(photo_like(320, 240, 99), 80);
    unsigned number = 0;
    for (const Kind& kind : kinds) {
        const fs::path path = folder / ("made-" + std::to_string(number++) + ".jpg");
        auto jpeg = encode_jpeg(photo_like(kind.width, kind.height, number), kind.quality);
        if (!jpeg || !thumbnail) std::abort();
        if (kind.progressive) {
            write_file(path, *jpeg);
            const fs::path turned = folder / "turned";
            if (runs("jpegtran -progressive -copy none -outfile " + quoted(turned) + " " + quoted(path))) *jpeg = read_file(turned);
            fs::remove(turned);
        }
        write_file(path, with_metadata(*jpeg, *thumbnail));
    }
}

struct Way {
    std::string name;
    std::function<void(const fs::path& from, const fs::path& to)> run;
    double best = 1e9, best_processor = 1e9;
};

double processor_time() {
    double sum = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        getrusage(who, &used);
        for (const timeval& time : {used.ru_utime, used.ru_stime})
            sum += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    }
    return sum;
}

}  // namespace

int main(int argc, char** argv) {
    fs::path folder;
    int rounds = 5;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--rounds" && i + 1 < argc) rounds = std::atoi(argv[++i]);
        else folder = argv[i];
    }
    const fs::path scratch = fs::temp_directory_path() / ("consent-bench-" + std::to_string(getpid()));
    fs::create_directories(scratch / "in");
    fs::create_directories(scratch / "out");
    if (folder.empty()) make_files(folder = scratch / "in");

    std::vector<fs::path> files;
    double bytes = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".jpg" && entry.path().extension() != ".jpeg" && entry.path().extension() != ".JPG") continue;
        files.push_back(entry.path());
        bytes += static_cast<double>(fs::file_size(entry.path()));
    }
    std::sort(files.begin(), files.end());
    std::printf("%zu files, %.1f MB, %.1f MB to %.1f MB each\n", files.size(), bytes / 1e6,
                static_cast<double>(fs::file_size(*std::min_element(files.begin(), files.end(), [](const auto& a, const auto& b) {
                    return fs::file_size(a) < fs::file_size(b);
                }))) / 1e6,
                static_cast<double>(fs::file_size(*std::max_element(files.begin(), files.end(), [](const auto& a, const auto& b) {
                    return fs::file_size(a) < fs::file_size(b);
                }))) / 1e6);

    std::size_t refused = 0, anew = 0;
    std::vector<Way> ways;
    ways.push_back({"cp, in one process", copy_file});
    ways.push_back({"copy and proof, in one process", [&](const fs::path& from, const fs::path& to) {
                        const auto copy = sanitise_and_prove(read_file(from), Limits{});
                        refused += copy ? 0U : 1U;
                        anew += copy && copy->method == CopyMethod::re_encoded ? 1U : 0U;
                        if (copy) write_file(to, copy->bytes);
                    }});
    ways.push_back({"libjpeg transcoding, in one process", [](const fs::path& from, const fs::path& to) {
                        if (const auto copy = recompress_jpeg(read_file(from), Limits{})) write_file(to, *copy);
                    }});
    const auto add_program = [&](const std::string& name, const std::string& probe, const std::string& before,
                                 const std::string& between) {
        if (!runs(probe)) return;
        ways.push_back({name, [=](const fs::path& from, const fs::path& to) {
                            fs::remove(to);
                            runs(before + quoted(to) + between + quoted(from));
                        }});
    };
    add_program("jpegtran -copy none, a process a file", "command -v jpegtran",
                "jpegtran -copy none -outfile ", " ");
    add_program("exiftool -all=, a process a file", "exiftool -ver", "exiftool -all= -o ", " ");

    for (int round = 0; round < rounds; ++round)
        for (Way& way : ways) {
            if (round >= 2 && way.name.starts_with("exiftool")) continue;
            const auto start = std::chrono::steady_clock::now();
            const double processor = processor_time();
            for (std::size_t i = 0; i < files.size(); ++i) way.run(files[i], scratch / "out" / (std::to_string(i) + ".jpg"));
            way.best = std::min(way.best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
            way.best_processor = std::min(way.best_processor, processor_time() - processor);
        }
    std::printf("%-40s %18s %26s\n", "", "by the clock", "processor time");
    for (const Way& way : ways)
        std::printf("%-40s %6.0f MB/s, %5.2f of ours %6.0f MB/s, %5.2f of ours\n", way.name.c_str(), bytes / way.best / 1e6,
                    way.best / ways[1].best, bytes / way.best_processor / 1e6, way.best_processor / ways[1].best_processor);
    if (refused + anew > 0) std::printf("(%zu refused, %zu written anew, over all rounds)\n", refused, anew);
    fs::remove_all(scratch);
    return refused == 0 ? 0 : 1;
}
