// SPDX-License-Identifier: Apache-2.0
//
// Curves as an SVG picture that any browser shows.
#pragma once

#include <string>
#include <vector>

#include "intervals.hpp"

namespace consent::accuracy {

struct Axis {
    std::string label;
    double low = 0;
    double high = 1;
    bool logarithmic = false;   // Requires: low > 0
    std::vector<double> ticks;  // empty: powers of ten where logarithmic, else six evenly spread
};

struct PlotPoint {
    double x = 0;
    double y = 0;
    Interval y_range{1, 0};  // low > high: none is drawn
};

struct Series {
    std::string label;
    std::vector<PlotPoint> points;  // in order of x; drawn as a line with its ranges as bars
    bool markers = true;
};

struct Plot {
    std::string title;
    std::string note;  // one line below: the data and what the bars are
    Axis x;
    Axis y;
    std::vector<Series> series;
};

// Values outside the axes are drawn at their border.
std::string to_svg(const Plot& plot);

}  // namespace consent::accuracy
