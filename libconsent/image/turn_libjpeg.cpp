// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "image/codecs.hpp"
#include "image/errors_libjpeg.hpp"
#include "image/jpeg_segments.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

// From where each block of the turned picture comes: rows and columns may change places, and each may run backwards.
struct Turn {
    bool transposed, rows_backwards, columns_backwards;
};

Turn turn_of(int orientation) noexcept {
    switch (orientation) {
        case 2: return {false, false, true};
        case 3: return {false, true, true};
        case 4: return {false, true, false};
        case 5: return {true, false, false};
        case 6: return {true, true, false};
        case 7: return {true, true, true};
        case 8: return {true, false, true};
        default: return {false, false, false};
    }
}

// The two libjpeg objects share one place to jump back to, and hold nothing that needs a destructor.
class Turner {
public:
    explicit Turner(ByteView view) noexcept : bytes_(view) {
        use_error_handlers(out_, errors_);
        in_.err = &errors_.base;
    }
    ~Turner() {
        if (reading_) jpeg_destroy_decompress(&in_);
        if (writing_) jpeg_destroy_compress(&out_);
        std::free(buffer_);
    }
    Turner(const Turner&) = delete;
    Turner& operator=(const Turner&) = delete;

    // False: a fault. `fits` tells whether the picture ends with whole blocks where it has to.
    bool read_header(const Turn& turn, bool& fits) noexcept {
        if (setjmp(errors_.back) != 0) return false;
        jpeg_create_decompress(&in_);
        reading_ = true;
        jpeg_mem_src(&in_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
        if (jpeg_read_header(&in_, TRUE) != JPEG_HEADER_OK) return false;
        // One component alone has blocks of one, whatever its factors say.
        int across = 1, down = 1;
        if (in_.num_components > 1)
            for (int i = 0; i < in_.num_components; ++i) {
                across = across > in_.comp_info[i].h_samp_factor ? across : in_.comp_info[i].h_samp_factor;
                down = down > in_.comp_info[i].v_samp_factor ? down : in_.comp_info[i].v_samp_factor;
            }
        const auto unit_across = static_cast<JDIMENSION>(8 * across), unit_down = static_cast<JDIMENSION>(8 * down);
        fits = (!turn.columns_backwards || in_.image_width % unit_across == 0) &&
               (!turn.rows_backwards || in_.image_height % unit_down == 0);
        return true;
    }

    bool write(const Turn& turn) noexcept {
        if (setjmp(errors_.back) != 0) return false;
        jvirt_barray_ptr* const from = jpeg_read_coefficients(&in_);
        if (from == nullptr) return false;

        jpeg_create_compress(&out_);
        writing_ = true;
        jpeg_mem_dest(&out_, &buffer_, &size_);
        jpeg_copy_critical_parameters(&in_, &out_);
        out_.write_JFIF_header = in_.saw_JFIF_marker;
        out_.write_Adobe_marker = in_.saw_Adobe_marker;
        out_.arith_code = in_.arith_code;
        out_.optimize_coding = in_.arith_code ? FALSE : TRUE;
        if (turn.transposed) transpose_header();
        if (in_.progressive_mode) jpeg_simple_progression(&out_);

        // Room is asked for before anything is written, as libjpeg wants it.
        jvirt_barray_ptr to[MAX_COMPONENTS] = {};
        for (int i = 0; i < out_.num_components; ++i) {
            const jpeg_component_info& component = in_.comp_info[i];
            JDIMENSION across = component.width_in_blocks, down = component.height_in_blocks;
            if (turn.transposed) {
                across = component.height_in_blocks;
                down = component.width_in_blocks;
            }
            const auto h = static_cast<JDIMENSION>(out_.comp_info[i].h_samp_factor);
            const auto v = static_cast<JDIMENSION>(out_.comp_info[i].v_samp_factor);
            to[i] = (*in_.mem->request_virt_barray)(reinterpret_cast<j_common_ptr>(&in_), JPOOL_IMAGE, TRUE,
                                                    (across + h - 1) / h * h, (down + v - 1) / v * v, v);
        }
        (*in_.mem->realize_virt_arrays)(reinterpret_cast<j_common_ptr>(&in_));
        for (int i = 0; i < out_.num_components; ++i) turn_component(turn, in_.comp_info[i], from[i], to[i]);
        jpeg_write_coefficients(&out_, to);
        jpeg_finish_compress(&out_);
        return jpeg_finish_decompress(&in_) != FALSE;
    }

    [[nodiscard]] Bytes result() const { return Bytes(buffer_, buffer_ + size_); }
    [[nodiscard]] bool out_of_memory() const noexcept { return errors_.out_of_memory(); }

private:
    void transpose_header() noexcept {
        const JDIMENSION width = out_.image_width;
        out_.image_width = out_.image_height;
        out_.image_height = width;
        for (int i = 0; i < out_.num_components; ++i) {
            jpeg_component_info& component = out_.comp_info[i];
            const int across = component.h_samp_factor;
            component.h_samp_factor = component.v_samp_factor;
            component.v_samp_factor = across;
        }
        for (JQUANT_TBL* table : out_.quant_tbl_ptrs)
            for (int row = 0; table != nullptr && row < DCTSIZE; ++row)
                for (int column = 0; column < row; ++column) {
                    const UINT16 value = table->quantval[row * DCTSIZE + column];
                    table->quantval[row * DCTSIZE + column] = table->quantval[column * DCTSIZE + row];
                    table->quantval[column * DCTSIZE + row] = value;
                }
    }

    void turn_component(const Turn& turn, const jpeg_component_info& component, jvirt_barray_ptr from,
                        jvirt_barray_ptr to) noexcept {
        auto* const common = reinterpret_cast<j_common_ptr>(&in_);
        const JDIMENSION columns = component.width_in_blocks, rows = component.height_in_blocks;
        const JDIMENSION columns_out = turn.transposed ? rows : columns, rows_out = turn.transposed ? columns : rows;
        for (JDIMENSION row_out = 0; row_out < rows_out; ++row_out) {
            JBLOCKROW const out = (*in_.mem->access_virt_barray)(common, to, row_out, 1, TRUE)[0];
            for (JDIMENSION column_out = 0; column_out < columns_out; ++column_out) {
                JDIMENSION row = turn.transposed ? column_out : row_out, column = turn.transposed ? row_out : column_out;
                if (turn.rows_backwards) row = rows - 1 - row;
                if (turn.columns_backwards) column = columns - 1 - column;
                const JCOEF* const block = (*in_.mem->access_virt_barray)(common, from, row, 1, FALSE)[0][column];
                for (int v = 0; v < DCTSIZE; ++v)
                    for (int u = 0; u < DCTSIZE; ++u) {
                        // A wave that is odd along an axis changes its sign when that axis runs backwards.
                        const bool negative = (turn.rows_backwards && v % 2 == 1) != (turn.columns_backwards && u % 2 == 1);
                        const JCOEF value = block[v * DCTSIZE + u];
                        out[column_out][turn.transposed ? u * DCTSIZE + v : v * DCTSIZE + u] =
                            static_cast<JCOEF>(negative ? -value : value);
                    }
            }
        }
    }

    ByteView bytes_;
    jpeg_decompress_struct in_{};
    jpeg_compress_struct out_{};
    LibjpegErrors errors_{};
    unsigned char* buffer_ = nullptr;
    unsigned long size_ = 0;
    bool reading_ = false, writing_ = false;
};

}  // namespace

Result<std::optional<Bytes>> turn_jpeg(ByteView bytes, int orientation, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    const auto fault = [](const Turner& turner) {
        return turner.out_of_memory() ? Error{ErrorCode::internal, "Out of memory while turning the picture."} : damaged("JPEG");
    };
    const Turn turn = turn_of(orientation);
    Turner turner(bytes.first(bytes.size() - walk->trailer.size()));
    bool fits = false;
    if (!turner.read_header(turn, fits)) return fault(turner);
    if (!fits) return std::optional<Bytes>();
    if (!turner.write(turn)) return fault(turner);
    return std::optional<Bytes>(turner.result());
}

}  // namespace consent
