// SPDX-License-Identifier: Apache-2.0
#include "base/quiet_opencv.hpp"

#include <mutex>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>

namespace consent {
namespace {

int say_nothing(int, const char*, const char*, const char*, int, void*) { return 0; }

struct Outside {
    std::mutex mutex;
    int guards = 0;
    cv::utils::logging::LogLevel level = cv::utils::logging::LOG_LEVEL_WARNING;
    cv::ErrorCallback callback = nullptr;
    void* callback_data = nullptr;
};

Outside& outside() noexcept {
    static Outside* const the_one = new Outside;  // never destroyed: a guard may outlive static destruction
    return *the_one;
}

}  // namespace

QuietOpencv::QuietOpencv() noexcept {
    Outside& saved = outside();
    const std::lock_guard lock(saved.mutex);
    if (saved.guards++ > 0) return;
    saved.level = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    saved.callback = cv::redirectError(say_nothing, nullptr, &saved.callback_data);
}

QuietOpencv::~QuietOpencv() {
    Outside& saved = outside();
    const std::lock_guard lock(saved.mutex);
    if (--saved.guards > 0) return;
    cv::redirectError(saved.callback, saved.callback_data);
    cv::utils::logging::setLogLevel(saved.level);
}

}  // namespace consent
