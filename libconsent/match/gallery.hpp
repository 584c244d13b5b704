// SPDX-License-Identifier: Apache-2.0
//
// One-to-many comparison of a probe with the enrolled templates of one model (open-set identification).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <consent/face.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>

namespace consent {

// Immutable after construction; const functions may be called from several threads.
class Gallery {
public:
    // Takes the templates whose model is `model`; others are left out, for vectors of different models never meet.
    Gallery(const std::vector<Template>& templates, std::string_view model);

    // Every person with a template at `floor` or above, with that person's best similarity (cosine), best first, ties by id.
    // A probe of another model, of another length or with a value that is not finite matches nobody.
    [[nodiscard]] std::vector<MatchCandidate> match(const Embedding& probe, float floor) const;

    [[nodiscard]] std::size_t size() const noexcept { return person_.size(); }

private:
    std::string model_;
    std::size_t dimension_ = 0;
    std::vector<float> rows_;          // size() x dimension_, row-major
    std::vector<std::string> person_;  // of each row
    std::vector<Date> taken_;
};

// Inner products of `rows` (count x dimension, row-major) with `probe`, into `out` (count values).
// The fast path picks the widest vector unit of the running processor; the reference is the definition it is tested against.
void inner_products(const float* rows, std::size_t count, std::size_t dimension, const float* probe, float* out);
void inner_products_reference(const float* rows, std::size_t count, std::size_t dimension, const float* probe, float* out);

}  // namespace consent
