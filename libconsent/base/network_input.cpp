// SPDX-License-Identifier: Apache-2.0
#include "base/network_input.hpp"

#include <cstddef>

namespace consent {

Tensor network_input(const Raster& picture, const InputSpec& spec, int width, int height) {
    const auto plane = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    Tensor input;
    input.shape = {1, 3, height, width};
    input.values.assign(plane * 3, 0.0F);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const std::size_t source = spec.bgr ? 2 - channel : channel;
        const float mean = spec.mean[channel];
        const float scale = spec.scale;
        for (int y = 0; y < picture.height; ++y) {
            const std::uint8_t* from =
                picture.rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) * 3 + source;
            float* to = input.values.data() + channel * plane + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
            for (int x = 0; x < picture.width; ++x) to[x] = (static_cast<float>(from[3 * x]) - mean) * scale;
        }
    }
    return input;
}

}  // namespace consent
