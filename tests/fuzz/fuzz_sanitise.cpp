// SPDX-License-Identifier: Apache-2.0
//
// The writers and the proofs: whatever the bytes are, they end in an error or in a copy that the second reader finds clean,
// that can be decoded, that carries nothing, and that a second pass leaves as it is. A proof never passes by accident what
// the first reader cannot read.
#include <cstdio>
#include <cstdlib>

#include "fuzz/fuzz_limits.hpp"
#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "sanitise/sanitise.hpp"

using namespace consent;

namespace {

void must(const char* what, bool kept, const Error* error = nullptr) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s%s%s\n", what, error == nullptr ? "" : ": ", error == nullptr ? "" : error->message.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    Limits limits = fuzz::limits();
    if (prove_clean(bytes, limits)) {
        const auto read = each_frame(bytes, limits, [](const Picture&) { return Result<void>(); });
        must("what is proved clean decodes", read.has_value(), read ? nullptr : &read.error());
    }
    const auto copy = sanitise(bytes, limits);
    if (!copy) return 0;
    must("a copy says how it was made", copy->method != CopyMethod::none);
    must("a copy is of the format it says", sniff(copy->bytes) == copy->format);
    limits.file_bytes *= 8;  // a picture written anew may need more room than it came in
    const auto clean = prove_clean(copy->bytes, limits);
    must("a copy reads back clean", clean.has_value(), clean ? nullptr : &clean.error());
    const auto read = each_frame(copy->bytes, limits, [](const Picture&) { return Result<void>(); });
    must("a copy decodes", read.has_value(), read ? nullptr : &read.error());
    const auto listed = list_metadata(copy->bytes, limits);
    must("a copy carries nothing", listed && listed->empty());
    const auto again = sanitise(copy->bytes, limits);
    must("a copy can be sanitised", again.has_value(), again ? nullptr : &again.error());
    must("a second pass changes nothing", again->bytes == copy->bytes);
    return 0;
}
