// SPDX-License-Identifier: Apache-2.0
//
// The models this library knows (models/manifest.json, built into the library so that digests cannot be
// swapped beside it) and the folder their files lie in. Nothing here uses the network but fetch().
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/digest.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>
#include <consent/thresholds.hpp>

namespace consent {

enum class ModelTask : std::uint8_t { detect, embed };

// How an embedder's input is made of a picture; wholly described by the manifest.
struct InputSpec {
    int width = 0;   // 0: any (detectors)
    int height = 0;
    std::array<float, 3> mean{};      // subtracted from each channel, in the network's channel order, before scaling
    float scale = 1;                  // then multiplied
    bool bgr = false;                 // the network's channel order: B, G, R instead of R, G, B
    std::string alignment;            // "arcface_112": five-point similarity onto the ArcFace template;
                                      // "dlib_150_025": dlib's 150 px chip with padding .25; empty: none
};

// How well an embedder's thresholds are founded. The sentence beside it (ModelSpec::evidence) says on what.
enum class EvidenceGrade : std::uint8_t {
    none,       // nobody measured: chosen on the safe side
    published,  // they rest on figures that others published
    measured,   // measured with this library, by a benchmark in its tree
};

// One entry of the manifest.
struct ModelSpec {
    std::string id;                   // "yunet_2023mar"
    ModelTask task = ModelTask::detect;
    std::string backend;              // "yunet", "ultralight", "onnx", "dlib_densenet", "dlib_resnet"
    std::string file;                 // name in the model folder
    std::uint64_t bytes = 0;          // of the file as used, unpacked; 0 only where `sha256` is absent
    std::optional<Digest> sha256;     // absent: nobody has vouched for a digest, so the model cannot be fetched or used
    std::string licence;              // SPDX expression, or words where none fits
    std::string source;               // upstream address of the file; empty: there is none (weights that were
                                      // converted), so that it can only come from a folder or a mirror
    std::string compression;          // "bz2" where `source` is compressed; empty: none
    std::string origin;               // page of the project that the weights come from
    InputSpec input;
    int dimension = 0;                // embedders: length of the vector
    Thresholds thresholds;            // embedders: fixed, or where `impostor` is there the least that holds
    std::optional<ImpostorTable> impostor;  // embedders that were measured
    EvidenceGrade grade = EvidenceGrade::none;
    std::string evidence;             // embedders: where the thresholds come from, in one sentence
    std::string note;
};

enum class ModelState : std::uint8_t { missing, verified, wrong_digest, unreadable };

// Called during a download; total is 0 while unknown. Return false to stop.
using Progress = std::function<bool(std::string_view model_id, std::uint64_t done, std::uint64_t total)>;

// Thread promise: const functions may be called from several threads at once.
class CONSENT_API ModelStore {
public:
    // The models of the built-in manifest, their files in `folder` (need not exist yet).
    // Fails: ErrorCode::internal if the built-in manifest does not parse (a broken build).
    static Result<ModelStore> open(std::filesystem::path folder);

    // The same with another manifest (JSON text), for tests and for sites with models of their own.
    // Fails: ErrorCode::invalid_argument, naming the entry and field that is wrong.
    static Result<ModelStore> open(std::filesystem::path folder, std::string_view manifest_json);

    // $CONSENT_MODELS, else $XDG_DATA_HOME/consent/models, else ~/.local/share/consent/models; for a user without a
    // home, /var/lib/consent/models.
    static std::filesystem::path default_folder();

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
    [[nodiscard]] const std::vector<ModelSpec>& specs() const noexcept { return specs_; }  // best first, per task
    [[nodiscard]] const ModelSpec* find(std::string_view id) const noexcept;

    // Reads the whole file and compares size and digest. A file whose manifest entry has no digest counts as
    // wrong_digest: there is nothing that it could be proved to be.
    [[nodiscard]] ModelState state(const ModelSpec& spec) const;

    // The first model of the task, in the manifest's order, whose file is there and verifies; nullptr: none.
    [[nodiscard]] const ModelSpec* best(ModelTask task) const;

    // The file's bytes, proved to have the manifest's digest: what is verified is what is used.
    // Fails: ErrorCode::unavailable, saying whether the file is missing, damaged or never had a digest.
    [[nodiscard]] Result<Bytes> load(const ModelSpec& spec) const;

    // Brings one model into the folder. `from` is a directory, a file:, http: or https: address of a folder that
    // holds files under their manifest names, or empty: the entry's own upstream address. A download is
    // resumed from what an earlier try left, its digest is verified before the file gets its name, and a
    // file that fails is deleted. A file that is there and verifies is left alone.
    // Ensures: afterwards the folder holds a verified file of that name, or no file of that name that this call wrote.
    // What cannot be finished but may be continued (cut short, stopped) stays beside it as "<file>.part".
    // Fails: unavailable (cannot be reached, 404, wrong digest, cut short, no upstream address, another process is
    // fetching the same file), write_failed (folder, disk), refused (no digest in the manifest, or `progress`
    // returned false), invalid_argument (`from` is an address of another kind).
    Result<void> fetch(const ModelSpec& spec, std::string_view from, const Progress& progress) const;

private:
    ModelStore(std::filesystem::path folder, std::vector<ModelSpec> specs);

    std::filesystem::path folder_;
    std::vector<ModelSpec> specs_;
};

}  // namespace consent
