// SPDX-License-Identifier: Apache-2.0
#include "words/text_regions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace consent {

namespace {

// The picture is looked at with its longest side this many pixels: each size finds lines 9 to 44 pixels high.
constexpr std::array whole_edges{1600, 800, 400, 200};
constexpr int least_line_px = 9;
constexpr int most_line_px = 44;
constexpr std::size_t most_of_picture = 48;

// What hangs below a face is looked at with the face this wide.
constexpr std::array close_face_px{220.0F, 110.0F};
constexpr std::size_t most_faces = 12;
constexpr std::size_t most_of_face = 8;

constexpr float read_px = 56;  // height of a line that is read, margin included

constexpr float most_tilt = 20;

struct Likely {
    float likeness = 0;
    TextRegion region;
};

// OpenCV does not write through this.
cv::Mat view_of(const GreyPicture& picture) {
    return {picture.height, picture.width, CV_8UC1, const_cast<std::uint8_t*>(picture.grey.data())};
}

int at_least(const cv::Mat& edges, double share) {
    std::array<int, 256> counts{};
    for (int y = 0; y < edges.rows; ++y)
        for (int x = 0; x < edges.cols; ++x) ++counts[edges.at<std::uint8_t>(y, x)];
    const double wanted = share * static_cast<double>(edges.total());
    double below = 0;
    for (int value = 0; value < 256; ++value) {
        below += counts[static_cast<std::size_t>(value)];
        if (below >= wanted) return value;
    }
    return 255;
}

// Lines in `part` of the picture, seen at `scale`.
void add_regions(const cv::Mat& picture, const cv::Rect& part, float scale, std::vector<Likely>& regions) {
    if (static_cast<float>(part.height) * scale < least_line_px || static_cast<float>(part.width) * scale < 2 * least_line_px) return;
    cv::Mat seen;
    cv::resize(picture(part), seen, {}, static_cast<double>(scale), static_cast<double>(scale),
               scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
    // Letters are edges; a band that joins them to a line, and loses what is thin, is a word or several.
    cv::Mat edges;
    cv::morphologyEx(seen, edges, cv::MORPH_GRADIENT, cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3}));
    constexpr int faint = 40;
    const cv::Mat strong = edges > std::max(faint, at_least(edges, 0.85));
    cv::Mat bands;
    cv::morphologyEx(strong, bands, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {13, 1}));
    cv::morphologyEx(bands, bands, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, {5, 3}));
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(bands, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    for (const std::vector<cv::Point>& outline : outlines) {
        const cv::Rect around = cv::boundingRect(outline);
        if (around.width < 24 || around.height < least_line_px) continue;
        const cv::RotatedRect band = cv::minAreaRect(outline);
        const float length = std::max(band.size.width, band.size.height);
        const float height = std::min(band.size.width, band.size.height);
        if (height < least_line_px || height > most_line_px || length < 24 || length < 1.6F * height) continue;
        float angle = band.size.width < band.size.height ? band.angle - 90 : band.angle;
        while (angle > 90) angle -= 180;
        while (angle <= -90) angle += 180;
        if (std::abs(angle) > most_tilt) continue;
        const float filled = static_cast<float>(cv::contourArea(outline)) / (length * height);
        const auto marked = static_cast<float>(cv::countNonZero(strong(around)));
        if (filled < 0.45F || marked < 0.25F * length * height) continue;
        regions.push_back({filled * std::min(length / height, 8.0F),
                           {{static_cast<float>(part.x) + band.center.x / scale, static_cast<float>(part.y) + band.center.y / scale},
                            length / scale,
                            height / scale,
                            angle}});
    }
}

// The same line, found at two sizes.
bool is_same_line(const TextRegion& one, const TextRegion& other) {
    const Box a = one.box();
    const Box b = other.box();
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    const float ratio = one.height / other.height;
    return width > 0 && height > 0 && width * height > 0.6F * std::min(a.width * a.height, b.width * b.height) && ratio > 0.5F &&
           ratio < 2;
}

void keep_best(std::vector<Likely> regions, std::size_t most, std::vector<TextRegion>& kept) {
    std::sort(regions.begin(), regions.end(), [](const Likely& a, const Likely& b) { return a.likeness > b.likeness; });
    const std::size_t end = kept.size() + most;
    for (const Likely& likely : regions) {
        if (kept.size() == end) return;
        if (std::none_of(kept.begin(), kept.end(), [&](const TextRegion& known) { return is_same_line(known, likely.region); }))
            kept.push_back(likely.region);
    }
}

// Chest and arms of whoever has that face.
cv::Rect below(const Box& face, const cv::Mat& picture) {
    const auto clip = [](float value, int most) {
        return static_cast<int>(std::lround(std::clamp(value, 0.0F, static_cast<float>(most))));
    };
    const int left = clip(face.x - face.width, picture.cols);
    const int top = clip(face.y + face.height * 0.8F, picture.rows);
    return {left, top, clip(face.x + face.width * 2, picture.cols) - left, clip(face.y + face.height * 3.5F, picture.rows) - top};
}

}  // namespace

GreyPicture grey_of(const Raster& picture) {
    GreyPicture grey{picture.width, picture.height, {}};
    grey.grey.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
    const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data()));
    cv::Mat out = view_of(grey);
    cv::cvtColor(rgb, out, cv::COLOR_RGB2GRAY);
    return grey;
}

std::vector<TextRegion> text_regions(const GreyPicture& picture, const std::vector<Box>& faces) {
    const cv::Mat grey = view_of(picture);
    const auto edge = static_cast<float>(std::max(grey.cols, grey.rows));
    std::vector<TextRegion> kept;
    std::vector<Likely> regions;
    for (const int whole : whole_edges)
        if (const float scale = static_cast<float>(whole) / edge; scale < 4)
            add_regions(grey, {0, 0, grey.cols, grey.rows}, scale, regions);
    keep_best(std::move(regions), most_of_picture, kept);

    std::vector<Box> largest = faces;
    std::sort(largest.begin(), largest.end(), [](const Box& a, const Box& b) { return a.width > b.width; });
    largest.resize(std::min(largest.size(), most_faces));
    for (const Box& face : largest) {
        const cv::Rect part = below(face, grey);
        if (part.width < 16 || part.height < 16 || face.width < 8) continue;
        std::vector<Likely> close;
        for (const float wide : close_face_px)
            if (const float scale = wide / face.width; scale > 1.3F * static_cast<float>(whole_edges[0]) / edge && scale < 6)
                add_regions(grey, part, scale, close);
        keep_best(std::move(close), most_of_face, kept);
    }
    return kept;
}

Box TextRegion::box() const {
    const cv::Rect2f around = cv::RotatedRect({centre.x, centre.y}, {length, height}, angle).boundingRect2f();
    return {around.x, around.y, around.width, around.height};
}

GreyPicture line_picture(const GreyPicture& picture, const TextRegion& region) {
    const cv::Mat grey = view_of(picture);
    const float margin = region.height * 0.35F;
    const float scale = read_px / (region.height + 2 * margin);
    const int width = std::max(1, static_cast<int>(std::lround((region.length + 2 * margin) * scale)));
    GreyPicture line{width, static_cast<int>(read_px), {}};
    line.grey.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(line.height));
    cv::Mat out = view_of(line);
    // A part of the picture first, no larger than the line needs, so that shrinking it averages.
    const Box box = region.box();
    const cv::Rect whole(0, 0, grey.cols, grey.rows);
    const cv::Rect part = cv::Rect(static_cast<int>(std::floor(box.x - margin)), static_cast<int>(std::floor(box.y - margin)),
                                   static_cast<int>(std::ceil(box.width + 2 * margin)) + 1,
                                   static_cast<int>(std::ceil(box.height + 2 * margin)) + 1) & whole;
    if (part.empty()) return line;
    cv::Mat seen = grey(part);
    float before = 1;
    if (scale < 1 && static_cast<float>(std::min(part.width, part.height)) * scale > 1) {
        before = scale;
        cv::resize(seen, seen, {}, static_cast<double>(scale), static_cast<double>(scale), cv::INTER_AREA);
    }
    const cv::Point2f centre((region.centre.x - static_cast<float>(part.x)) * before, (region.centre.y - static_cast<float>(part.y)) * before);
    cv::Mat turn = cv::getRotationMatrix2D(centre, static_cast<double>(region.angle), static_cast<double>(scale / before));
    turn.at<double>(0, 2) += static_cast<double>(static_cast<float>(width) / 2 - centre.x);
    turn.at<double>(1, 2) += static_cast<double>(read_px / 2 - centre.y);
    cv::warpAffine(seen, out, turn, out.size(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    return line;
}

}  // namespace consent
