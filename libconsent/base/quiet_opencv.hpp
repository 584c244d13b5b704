// SPDX-License-Identifier: Apache-2.0
//
// The library never prints, and OpenCV does: its importers and decoders log to stderr before they throw.
#pragma once

namespace consent {

// While at least one of these lives, OpenCV logs nothing and prints no error; when the last one dies, the log level and
// the error callback are again what they were. Both belong to the whole process, so keep it around the calls that
// may print, no longer. May be nested, and used by several threads at once.
class QuietOpencv {
public:
    QuietOpencv() noexcept;
    ~QuietOpencv();
    QuietOpencv(const QuietOpencv&) = delete;
    QuietOpencv& operator=(const QuietOpencv&) = delete;
};

}  // namespace consent
