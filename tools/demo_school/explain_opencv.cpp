// SPDX-License-Identifier: Apache-2.0
#include "demo_school/explain.hpp"

#include <algorithm>
#include <string>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace consent::demo {

namespace {

cv::Scalar colour_of(FaceStatus status) {  // B, G, R
    switch (status) {
        case FaceStatus::cleared: return {80, 150, 40};
        case FaceStatus::attested: return {170, 110, 40};
        case FaceStatus::refused:
        case FaceStatus::never_publish: return {40, 40, 205};
        case FaceStatus::too_small: return {140, 140, 140};
        case FaceStatus::unknown:
        case FaceStatus::ambiguous:
        case FaceStatus::poor: break;
    }
    return {20, 140, 240};
}

}  // namespace

Bytes explained_png(const Raster& picture, std::span<const FaceFinding> faces) {
    const cv::Mat pixels(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data()));
    cv::Mat canvas;
    cv::cvtColor(pixels, canvas, cv::COLOR_RGB2BGR);
    const int line = std::max(2, picture.width / 400);
    const double letters = std::max(0.6, picture.width / 1100.0);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const Box& box = faces[i].box;
        const cv::Rect face(cvRound(box.x), cvRound(box.y), cvRound(box.width), cvRound(box.height));
        const cv::Scalar colour = colour_of(faces[i].status);
        cv::rectangle(canvas, face, colour, line, cv::LINE_AA);
        const std::string number = std::to_string(i + 1);
        int below = 0;
        const cv::Size text = cv::getTextSize(number, cv::FONT_HERSHEY_SIMPLEX, letters, line, &below);
        const int pad = line * 2;
        const cv::Point corner(face.x, std::max(face.y, text.height + 3 * pad));
        cv::rectangle(canvas, corner, corner + cv::Point(text.width + 2 * pad, -text.height - 2 * pad), colour,
                      cv::FILLED);
        cv::putText(canvas, number, corner + cv::Point(pad, -pad), cv::FONT_HERSHEY_SIMPLEX, letters, {255, 255, 255},
                    line, cv::LINE_AA);
    }
    Bytes file;
    cv::imencode(".png", canvas, file);
    return file;
}

}  // namespace consent::demo
