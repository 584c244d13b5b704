// SPDX-License-Identifier: Apache-2.0
//
// Stands in for network_xnnpack.cpp where XNNPACK or the ONNX library is not installed.
#include "base/network_engine.hpp"

namespace consent {

std::unique_ptr<NetworkEngine> make_network_engine(ByteView) { return nullptr; }

}  // namespace consent
