// SPDX-License-Identifier: Apache-2.0
#include <consent/strip.hpp>

#include <utility>

#include "base/guard.hpp"
#include "image/metadata.hpp"
#include "sanitise/sanitise.hpp"

namespace consent {

Result<Stripped> strip(ByteView bytes, const CopyOptions& options, const Limits& limits) {
    return guarded("stripping the picture", [&]() -> Result<Stripped> {
        auto removed = list_metadata(bytes, limits);
        if (!removed) return std::move(removed).error();
        auto copy = sanitise_and_prove(bytes, limits, options);
        if (!copy) return std::move(copy).error();
        return Stripped{std::move(copy->bytes), sniff(bytes), copy->format, copy->method, *std::move(removed)};
    });
}

}  // namespace consent
