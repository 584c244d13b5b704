// SPDX-License-Identifier: Apache-2.0
//
// A clean copy without a judgement: everything identifying taken out of the file, the picture left as it is. It says
// nothing of who is in the picture; what may be published is for Gate::check to say.
#pragma once

#include <vector>

#include <consent/bytes.hpp>
#include <consent/copy.hpp>
#include <consent/export.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct Stripped {
    Bytes bytes;                           // the clean copy
    Format from = Format::unknown;         // of the file as it came
    Format format = Format::unknown;       // of the copy
    CopyMethod method = CopyMethod::none;
    std::vector<MetadataItem> removed;     // what the file carried and the copy does not, in file order
};

// Ensures: the copy was read back by a second reader, which found nothing but what a decoder needs. A second pass over a
// copy returns the same bytes.
// Fails: invalid_argument (options out of range, a smaller copy of a file of several pictures), unreadable (no picture,
// cut short, damaged, over a limit, a format that is refused), refused (the copy did not read back clean), internal.
CONSENT_API Result<Stripped> strip(ByteView bytes, const CopyOptions& options = {}, const Limits& limits = {});

}  // namespace consent
