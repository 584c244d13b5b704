// SPDX-License-Identifier: Apache-2.0
//
// What libjpeg does when it finds a fault: nothing is printed, nobody exits. Included by *_libjpeg.cpp files alone.
#pragma once

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>
#include <jerror.h>

namespace consent {

// A fault that leaves the picture in doubt jumps to `back`; bytes that no pixel needs are noted.
struct LibjpegErrors {
    jpeg_error_mgr base;  // first: libjpeg hands its address back
    std::jmp_buf back;
    bool extraneous;

    [[nodiscard]] bool out_of_memory() const noexcept { return base.msg_code == JERR_OUT_OF_MEMORY; }
};

template <typename Info>
void use_error_handlers(Info& info, LibjpegErrors& errors) noexcept {
    info.err = jpeg_std_error(&errors.base);
    errors.extraneous = false;
    errors.base.error_exit = [](j_common_ptr common) {
        std::longjmp(reinterpret_cast<LibjpegErrors*>(common->err)->back, 1);
    };
    errors.base.output_message = [](j_common_ptr) {};
    errors.base.emit_message = [](j_common_ptr common, int level) {
        if (level >= 0) return;
        auto* self = reinterpret_cast<LibjpegErrors*>(common->err);
        switch (self->base.msg_code) {
            case JWRN_EXTRANEOUS_DATA: self->extraneous = true; return;
            // The walk knows that all is coded; what is cut before its end meets JWRN_HIT_MARKER.
            case JWRN_JPEG_EOF:
            case JWRN_NOT_SEQUENTIAL:
            case JWRN_ADOBE_XFORM:
            case JWRN_JFIF_MAJOR: return;
            default: std::longjmp(self->back, 1);
        }
    };
}

}  // namespace consent
