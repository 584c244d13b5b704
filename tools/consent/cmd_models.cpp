// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"

namespace consent::cli {

namespace {

namespace fs = std::filesystem;

struct ModelsOptions {
    std::string folder;
    std::vector<std::string> ids;
    std::string from;
    bool from_given = false;  // on the command line or by the environment; may be empty: upstream
    bool all = false;
};

Result<ModelStore> open_store(const ModelsOptions& options) {
    return ModelStore::open(options.folder.empty() ? ModelStore::default_folder() : fs::path(options.folder));
}

// The named models, or all of them when none is named.
Result<std::vector<const ModelSpec*>> asked_for(const ModelStore& store, const std::vector<std::string>& ids) {
    std::vector<const ModelSpec*> specs;
    if (ids.empty())
        for (const ModelSpec& spec : store.specs()) specs.push_back(&spec);
    for (const std::string& id : ids) {
        const ModelSpec* spec = store.find(id);
        if (spec == nullptr)
            return Error{ErrorCode::invalid_argument, "There is no model \"" + id + "\"; `consent models list` names them."};
        specs.push_back(spec);
    }
    return specs;
}

const char* word(ModelTask task) { return task == ModelTask::detect ? "detect" : "embed"; }

const char* word(const ModelSpec& spec, ModelState state) {
    switch (state) {
        case ModelState::verified: return "verified";
        case ModelState::missing: return spec.sha256 ? "missing" : "no digest";
        case ModelState::wrong_digest: return spec.sha256 ? "DAMAGED" : "no digest";
        case ModelState::unreadable: break;
    }
    return "UNREADABLE";
}

const char* evidence_word(const ModelSpec& spec) {
    if (spec.task == ModelTask::detect) return "-";
    switch (spec.grade) {
        case EvidenceGrade::measured: return "measured";
        case EvidenceGrade::published: return "published";
        case EvidenceGrade::none: break;
    }
    return "none";
}

void print_row(const std::vector<std::string>& row) {
    constexpr std::size_t widths[] = {20, 8, 12, 12, 11};
    for (std::size_t i = 0; i < row.size(); ++i) {
        std::cout << row[i];
        if (i + 1 < row.size()) std::cout << std::string(widths[i] > row[i].size() ? widths[i] - row[i].size() : 1, ' ');
    }
    std::cout << "\n";
}

int run_list(const ModelsOptions& options) {
    const auto store = open_store(options);
    if (!store) return fail(store.error());
    print_row({"MODEL", "TASK", "LICENCE", "STATE", "EVIDENCE", "FILE"});
    for (const ModelSpec& spec : store->specs())
        print_row({spec.id, word(spec.task), spec.licence, word(spec, store->state(spec)), evidence_word(spec),
                   (store->folder() / spec.file).string()});
    return 0;
}

int run_verify(const ModelsOptions& options) {
    const auto store = open_store(options);
    if (!store) return fail(store.error());
    const auto specs = asked_for(*store, options.ids);
    if (!specs) return fail(specs.error());
    int status = 0;
    std::size_t present = 0;
    for (const ModelSpec* spec : *specs) {
        if (options.ids.empty() && store->state(*spec) == ModelState::missing) continue;
        ++present;
        const auto loaded = store->load(*spec);
        if (loaded)
            std::cout << spec->id << ": verified\n";
        else
            status = worse_status(status, fail(loaded.error()));
    }
    if (present == 0) std::cout << "There are no models in " << store->folder().string() << ".\n";
    return status;
}

// A copy of the models beside a source checkout, for sites without internet: CHECKOUT/../shared/models.
std::optional<fs::path> folder_beside_checkout() {
    std::error_code failed;
    for (fs::path here = fs::current_path(failed); !failed && !here.empty(); here = here.parent_path()) {
        if (fs::exists(here / "models" / "manifest.json", failed)) {
            const fs::path beside = here.parent_path() / "shared" / "models";
            if (fs::is_directory(beside, failed)) return beside;
            return std::nullopt;
        }
        if (here == here.root_path()) break;
    }
    return std::nullopt;
}

// One line that is written over again and again on a terminal; nothing elsewhere.
class ProgressLine {
public:
    explicit ProgressLine(bool shown) : shown_(shown) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    bool show(std::string_view id, std::uint64_t done, std::uint64_t total) {
        constexpr std::uint64_t width = 30;
        const std::uint64_t step = total == 0 ? done >> 16 : done * 200 / total;
        if (!shown_ || step == step_) return true;
        step_ = step;
        std::cerr << "\r" << id << " ";
        if (total > 0) {
            const std::uint64_t filled = std::min(width, done * width / total);
            std::cerr << "[" << std::string(filled, '#') << std::string(width - filled, '.') << "] ";
        }
        char figure[64];
        std::snprintf(figure, sizeof figure, total > 0 ? "%.1f of %.1f MB" : "%.1f MB", static_cast<double>(done) / 1e6,
                      static_cast<double>(total) / 1e6);
        std::cerr << figure << "\033[K" << std::flush;
        return true;
    }

    void clear() {
        if (shown_ && step_ != nothing) std::cerr << "\r\033[K" << std::flush;
        step_ = nothing;
    }

private:
    static constexpr std::uint64_t nothing = UINT64_MAX;
    bool shown_;
    std::uint64_t step_ = nothing;
};

class Fetcher {
public:
    Fetcher(const ModelStore& store, std::string from) : store_(store), from_(std::move(from)) {}

    Result<void> fetch(const ModelSpec& spec) {
        const bool there = store_.state(spec) == ModelState::verified;
        if (!there) {
            ProgressLine line(progress_on_stderr());
            auto fetched = store_.fetch(spec, from_, [&](std::string_view id, std::uint64_t done, std::uint64_t total) {
                return line.show(id, done, total);
            });
            if (!fetched) return fetched;
        }
        std::cout << spec.id << ": " << (there ? "already there" : "fetched") << ", verified, " << spec.bytes << " bytes"
                  << std::endl;
        return {};
    }

    int fetch_named(const std::vector<const ModelSpec*>& specs) {
        int status = 0;
        for (const ModelSpec* spec : specs)
            if (auto fetched = fetch(*spec); !fetched) status = worse_status(status, fail(fetched.error()));
        return status;
    }

    // Everything this source can have.
    int fetch_all() {
        std::vector<const ModelSpec*> specs;
        for (const ModelSpec& spec : store_.specs()) {
            if (!spec.sha256)
                std::cout << spec.id << ": passed over, because no digest of its file is known\n";
            else if (from_.empty() && spec.source.empty() && store_.state(spec) != ModelState::verified)
                std::cout << spec.id << ": passed over, because its file has no upstream address\n";
            else
                specs.push_back(&spec);
        }
        return fetch_named(specs);
    }

    // As many models of the task as a gate uses: those that are there, then the first in the manifest's order to be had.
    int fetch_some(ModelTask task, std::size_t wanted, const char* what) {
        std::size_t have = 0;
        std::vector<const ModelSpec*> others;
        for (const ModelSpec& spec : store_.specs()) {
            if (spec.task != task || !spec.sha256 || have == wanted) continue;
            if (store_.state(spec) != ModelState::verified) {
                others.push_back(&spec);
            } else if (fetch(spec)) {
                ++have;
            }
        }
        for (const ModelSpec* spec : others) {
            if (have == wanted) break;
            auto fetched = fetch(*spec);
            if (fetched) {
                ++have;
                continue;
            }
            if (fetched.error().code != ErrorCode::unavailable) return fail(fetched.error());
            std::cout << spec->id << ": passed over. " << fetched.error().message << std::endl;
        }
        if (have == wanted) return 0;
        return fail(Error{ErrorCode::unavailable, std::to_string(have) + " of " + std::to_string(wanted) + " " + what +
                                                      " could be had. Give another source with --from."});
    }

private:
    const ModelStore& store_;
    std::string from_;
};

int run_fetch(const ModelsOptions& options) {
    const auto store = open_store(options);
    if (!store) return fail(store.error());
    const auto specs = asked_for(*store, options.ids);
    if (!specs) return fail(specs.error());
    std::string from = options.from;
    if (!options.from_given) {
        if (const auto beside = folder_beside_checkout()) {
            from = beside->string();
            std::cout << "Taking models from " << from << ", beside this checkout.\n";
        }
    }
    Fetcher fetcher(*store, from);
    if (!options.ids.empty()) return fetcher.fetch_named(*specs);
    if (options.all) return fetcher.fetch_all();
    const int detectors = fetcher.fetch_some(ModelTask::detect, 2, "detectors");
    if (detectors != 0 && detectors != exit_unavailable) return detectors;
    return worse_status(detectors, fetcher.fetch_some(ModelTask::embed, 1, "recognition models"));
}

}  // namespace

void setup_models(CLI::App& app, int& status) {
    auto* models = app.add_subcommand("models", "The networks: which there are, whether they are whole, getting them");
    models->require_subcommand(1);
    auto options = std::make_shared<ModelsOptions>();

    auto* list = models->add_subcommand("list", "Every model this version knows, and the state of its file");
    add_models_option(*list, options->folder);
    list->callback([options, &status] { status = run_list(*options); });

    auto* verify = models->add_subcommand("verify", "Compare the files with the digests of the manifest");
    verify->add_option("ID", options->ids, "Models; none: all that are there");
    add_models_option(*verify, options->folder);
    verify->callback([options, &status] { status = run_verify(*options); });

    auto* fetch = models->add_subcommand("fetch", "Get models; each is proved by its digest before it is used");
    auto* ids = fetch->add_option("ID", options->ids, "Models; none: two detectors and the best recognition model to be had");
    fetch->add_flag("--all", options->all, "Every model that the source can have")->excludes(ids);
    auto* from = fetch->add_option("--from", options->from,
                                   "Folder or address of a folder that holds the files under their names. Empty: each "
                                   "model's upstream address. Default: ../shared/models beside a source checkout if "
                                   "there is one, else upstream")
                     ->envname("CONSENT_MODEL_SOURCE")
                     ->type_name("DIR|URL");
    add_models_option(*fetch, options->folder);
    fetch->callback([options, from, &status] {
        options->from_given = from->count() > 0;
        status = run_fetch(*options);
    });
}

}  // namespace consent::cli
