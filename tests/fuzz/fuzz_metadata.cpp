// SPDX-License-Identifier: Apache-2.0
//
// The metadata readers: whatever the bytes are, they end in an error or in a list within its budget.
#include <cstdlib>

#include "fuzz/fuzz_limits.hpp"
#include "image/decode.hpp"
#include "image/embedded_profile.hpp"
#include "image/metadata.hpp"

using namespace consent;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    const Limits limits = fuzz::limits();
    if (const auto listed = list_metadata(bytes, limits)) {
        std::size_t text = 0;
        for (const MetadataItem& item : *listed) {
            if (item.name.empty()) std::abort();
            text += item.text.size();
        }
        if (text > limits.metadata_bytes) std::abort();
    }
    static_cast<void>(date_taken(bytes));
    static_cast<void>(orientation_of(bytes, sniff(bytes)));
    static_cast<void>(embedded_profile(bytes, sniff(bytes), limits));
    return 0;
}
