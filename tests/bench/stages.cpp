// SPDX-License-Identifier: Apache-2.0
//
// What each stage of the pipeline costs, on pictures of your own.
//
//     stages [--benchmark_...] MODELS PICTURE...
//
// `read` and `copy` are the peers of `match`: the same bytes once through the processor, in the same run.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <benchmark/benchmark.h>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/models.hpp>
#include <consent/policy.hpp>
#include <consent/sink.hpp>
#include <consent/text_reader.hpp>

#include "image/decode.hpp"
#include "match/gallery.hpp"
#include "sanitise/sanitise.hpp"

using namespace consent;

namespace {

constexpr std::size_t dimension = 128;
constexpr std::string_view model = "bench";

struct Subject {
    std::string name;
    Bytes bytes;
    Raster pixels;
};

std::vector<Subject> read_subjects(int count, char** paths) {
    std::vector<Subject> subjects;
    for (int i = 0; i < count; ++i) {
        std::ifstream stream(paths[i], std::ios::binary);
        Bytes bytes{std::istreambuf_iterator<char>(stream), {}};
        Result<Picture> picture = decode(bytes, Limits{});
        if (!picture) {
            std::fprintf(stderr, "%s: %s\n", paths[i], picture.error().message.c_str());
            continue;
        }
        subjects.push_back({std::filesystem::path(paths[i]).stem().string(), std::move(bytes), std::move(picture->shown)});
    }
    return subjects;
}

void label_with_pixels(benchmark::State& state, const Subject& subject) {
    const double megapixels = static_cast<double>(subject.pixels.width) * subject.pixels.height / 1e6;
    state.counters["MP"] = megapixels;
    state.counters["MP/s"] = benchmark::Counter(megapixels, benchmark::Counter::kIsIterationInvariantRate);
}

void decode_picture(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) benchmark::DoNotOptimize(decode(subject.bytes, Limits{}));
    label_with_pixels(state, subject);
}

void detect_faces(benchmark::State& state, Detector& detector, const Subject& subject) {
    std::size_t faces = 0;
    for (auto _ : state) {
        auto found = detector.detect(subject.pixels);
        if (!found) return state.SkipWithError(found.error().message.c_str());
        faces = found->size();
    }
    label_with_pixels(state, subject);
    state.counters["faces"] = static_cast<double>(faces);
}

// Wall-clock time a picture, of its own line: `faces` are looked below as the gate does.
void read_text(benchmark::State& state, TextReader& reader, Detector& detector, const Subject& subject) {
    std::vector<Box> boxes;
    if (auto found = detector.detect(subject.pixels))
        for (const DetectedFace& face : *found) boxes.push_back(face.box);
    std::size_t lines = 0;
    for (auto _ : state) {
        auto seen = reader.read(subject.pixels, boxes);
        if (!seen) return state.SkipWithError(seen.error().message.c_str());
        lines = seen->size();
    }
    label_with_pixels(state, subject);
    state.counters["lines"] = static_cast<double>(lines);
}

void embed_face(benchmark::State& state, Embedder& embedder, const Subject& subject, const DetectedFace& face) {
    for (auto _ : state) {
        auto embedded = embedder.embed(subject.pixels, face);
        if (!embedded) return state.SkipWithError(embedded.error().message.c_str());
    }
}

void sanitise_picture(benchmark::State& state, const Subject& subject) {
    for (auto _ : state) benchmark::DoNotOptimize(sanitise(subject.bytes, Limits{}));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(subject.bytes.size()));
}

void prove_picture_clean(benchmark::State& state, const Subject& subject) {
    const Result<CleanCopy> copy = sanitise(subject.bytes, Limits{});
    if (!copy) return state.SkipWithError(copy.error().message.c_str());
    for (auto _ : state) benchmark::DoNotOptimize(prove_clean(copy->bytes, Limits{}));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(copy->bytes.size()));
}

void write_copy(benchmark::State& state, const Subject& subject) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("consent-bench-" + std::to_string(::getpid()));
    const std::unique_ptr<Sink> sink = make_folder_sink(folder);
    for (auto _ : state) {
        const auto written = sink->write(subject.bytes, "photo-bench.jpg");
        if (!written) {
            state.SkipWithError(written.error().message.c_str());
            break;
        }
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(subject.bytes.size()));
}

std::vector<float> unit_rows(std::size_t count) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> rows(count * dimension);
    for (std::size_t row = 0; row < count; ++row) {
        float squares = 0;
        for (std::size_t i = 0; i < dimension; ++i) {
            const float value = normal(random);
            rows[row * dimension + i] = value;
            squares += value * value;
        }
        for (std::size_t i = 0; i < dimension; ++i) rows[row * dimension + i] /= std::sqrt(squares);
    }
    return rows;
}

void count_rows(benchmark::State& state, std::size_t rows) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(rows * dimension * sizeof(float)));
}

std::vector<Embedding> unit_embeddings(std::size_t count) {
    const std::vector<float> rows = unit_rows(count);
    std::vector<Embedding> embeddings;
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = rows.begin() + static_cast<std::ptrdiff_t>(i * dimension);
        embeddings.push_back({std::string(model), {from, from + dimension}});
    }
    return embeddings;
}

Gallery gallery_of(std::size_t people) {
    std::vector<Template> templates;
    for (Embedding& embedding : unit_embeddings(people))
        templates.push_back({"P" + std::to_string(templates.size()), std::move(embedding), {}});
    return {templates, model};
}

constexpr std::size_t faces = 30;

void match_faces(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const Gallery gallery = gallery_of(count);
    const std::vector<Embedding> probes = unit_embeddings(faces);
    for (auto _ : state) benchmark::DoNotOptimize(gallery.match_all(probes, 0.4F));
    count_rows(state, count);
}

// The definition: every pair in turn.
void match_one_by_one(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const Gallery gallery = gallery_of(count);
    const std::vector<Embedding> probes = unit_embeddings(faces);
    for (auto _ : state)
        for (const Embedding& probe : probes)
            for (std::size_t row = 0; row < count; ++row)
                benchmark::DoNotOptimize(gallery.rows().product(row, probe.values));
    count_rows(state, count);
}

void read_memory(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<std::uint64_t> words(count * dimension / 2, 3);
    for (auto _ : state) {
        std::uint64_t sum = 0;
        for (const std::uint64_t word : words) sum += word;
        benchmark::DoNotOptimize(sum);
    }
    count_rows(state, count);
}

void copy_memory(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<float> rows = unit_rows(count);
    std::vector<float> copy(rows.size());
    for (auto _ : state) {
        std::memcpy(copy.data(), rows.data(), rows.size() * sizeof(float));
        benchmark::ClobberMemory();
    }
    count_rows(state, count);
}

// A group of 30 in a register of as many people as the range says, everybody with consent, each face with three candidates.
void judge_picture(benchmark::State& state) {
    const auto people = static_cast<std::size_t>(state.range(0));
    Evidence evidence;
    for (std::size_t i = 0; i < people; ++i) {
        PersonFacts facts;
        facts.consent = ConsentState::granted;
        evidence.people.emplace("P" + std::to_string(i), facts);
    }
    const Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20}};
    evidence.recognition = true;
    evidence.thresholds = {0.48F, 0.32F, 0.1F};
    evidence.register_changed_at = now;
    for (std::size_t i = 0; i < 30; ++i) {
        FaceEvidence face;
        face.box = {static_cast<float>(i) * 60, 100, 50, 60};
        face.score = 0.9F;
        face.embedded = true;
        face.quality = {50, 100, 0.1F, 0, 120};
        for (std::size_t k = 0; k < 3; ++k)
            face.candidates.push_back({"P" + std::to_string(i * 3 + k), 0.7F - 0.2F * static_cast<float>(k), date_of(now)});
        evidence.faces.push_back(std::move(face));
    }
    const Policy policy;
    const Use use{"website", ""};
    for (auto _ : state) benchmark::DoNotOptimize(judge(evidence, policy, use, now));
}

template <typename Function, typename... Arguments>
benchmark::internal::Benchmark* add(const std::string& name, Function function, Arguments... arguments) {
    return benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { function(state, arguments...); })
        ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (argc < 3) {
        std::fprintf(stderr, "usage: stages [--benchmark_...] MODELS PICTURE...\n");
        return 64;
    }
    const Result<ModelStore> store = ModelStore::open(argv[1]);
    if (!store) return 69;
    const std::vector<Subject> subjects = read_subjects(argc - 2, argv + 2);
    std::vector<std::unique_ptr<Detector>> detectors;
    std::vector<std::unique_ptr<Embedder>> embedders;
    for (const ModelSpec& spec : store->specs()) {
        if (spec.task == ModelTask::detect)
            if (auto detector = make_detector(*store, spec.id)) detectors.push_back(std::move(*detector));
        if (spec.task == ModelTask::embed)
            if (auto embedder = make_embedder(*store, spec.id)) embedders.push_back(std::move(*embedder));
    }
    if (auto hog = make_hog_detector()) detectors.push_back(std::move(*hog));

    for (const Subject& subject : subjects)
        add("decode/" + subject.name, [&subject](benchmark::State& state) { decode_picture(state, subject); });
    for (const auto& detector : detectors)
        for (const Subject& subject : subjects)
            add("detect/" + std::string(detector->id()) + "/" + subject.name,
                [&detector, &subject](benchmark::State& state) { detect_faces(state, *detector, subject); });
    const auto reader = make_text_reader();
    if (!reader) std::fprintf(stderr, "%s\n", reader.error().message.c_str());
    else
        for (const Subject& subject : subjects)
            add("text_in_picture/" + subject.name, [&reader, &detectors, &subject](benchmark::State& state) {
                read_text(state, **reader, *detectors.front(), subject);
            });
    for (const Subject& subject : subjects) {
        auto faces = detectors.front()->detect(subject.pixels);
        if (!faces || faces->empty() || !faces->front().landmarks) continue;
        for (const auto& embedder : embedders)
            add("embed/" + embedder->info().model, [&embedder, &subject, face = faces->front()](benchmark::State& state) {
                embed_face(state, *embedder, subject, face);
            });
        break;
    }
    for (const int templates : {1'000, 10'000, 100'000}) {
        add("match/30_faces", match_faces)->Arg(templates);
        add("match/30_faces_one_by_one", match_one_by_one)->Arg(templates);
        add("peer/read", read_memory)->Arg(templates);
        add("peer/copy", copy_memory)->Arg(templates);
    }
    add("judge/30_faces", judge_picture)->Arg(1'000)->Arg(10'000);
    for (const Subject& subject : subjects) {
        add("sanitise/" + subject.name, [&subject](benchmark::State& state) { sanitise_picture(state, subject); });
        add("prove_clean/" + subject.name, [&subject](benchmark::State& state) { prove_picture_clean(state, subject); });
        add("write/" + subject.name, [&subject](benchmark::State& state) { write_copy(state, subject); })->UseRealTime();
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
