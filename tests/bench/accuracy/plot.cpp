// SPDX-License-Identifier: Apache-2.0
#include "plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace consent::accuracy {

namespace {

constexpr double width = 760;
constexpr double height = 545;
constexpr double left = 80;
constexpr double right = 740;
constexpr double top = 50;
constexpr double bottom = 425;

// Okabe and Ito's colours: told apart by every kind of eye.
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9", "#999999"};

std::string text_of(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string at(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

double part_of(const Axis& axis, double value) {
    const double held = std::clamp(value, axis.low, axis.high);
    if (axis.logarithmic) return std::log(held / axis.low) / std::log(axis.high / axis.low);
    return (held - axis.low) / (axis.high - axis.low);
}

std::vector<double> ticks_of(const Axis& axis) {
    if (!axis.ticks.empty()) return axis.ticks;
    std::vector<double> ticks;
    if (axis.logarithmic) {
        for (int power = static_cast<int>(std::ceil(std::log10(axis.low) - 1e-9));
             power <= std::floor(std::log10(axis.high) + 1e-9); ++power)
            ticks.push_back(std::pow(10.0, power));
    } else {
        for (int i = 0; i <= 5; ++i) ticks.push_back(axis.low + (axis.high - axis.low) * i / 5);
    }
    return ticks;
}

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
    return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) + "\" " + style +
           "/>\n";
}

std::string words(double x, double y, const std::string& text, const std::string& style) {
    return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" " + style + ">" + escaped(text) + "</text>\n";
}

class Drawing {
public:
    explicit Drawing(const Plot& plot) : plot_(plot) {}

    std::string svg() {
        out_ =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + at(width) + "\" height=\"" + at(height) +
            "\" viewBox=\"0 0 " + at(width) + " " + at(height) +
            "\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
        out_ += words(left, 26, plot_.title, "font-size=\"16\" font-weight=\"bold\"");
        axes();
        for (std::size_t i = 0; i < plot_.series.size(); ++i) curve(plot_.series[i], colours[i % colours.size()]);
        legend();
        out_ += words(left, height - 10, plot_.note, "font-size=\"11\" fill=\"#555\"");
        return out_ + "</svg>\n";
    }

private:
    [[nodiscard]] double x_at(double value) const { return left + (right - left) * part_of(plot_.x, value); }
    [[nodiscard]] double y_at(double value) const { return bottom - (bottom - top) * part_of(plot_.y, value); }

    void axes() {
        for (const double tick : ticks_of(plot_.x)) {
            out_ += line(x_at(tick), top, x_at(tick), bottom, "stroke=\"#ddd\"");
            out_ += words(x_at(tick), bottom + 18, text_of(tick), "text-anchor=\"middle\"");
        }
        for (const double tick : ticks_of(plot_.y)) {
            out_ += line(left, y_at(tick), right, y_at(tick), "stroke=\"#ddd\"");
            out_ += words(left - 8, y_at(tick) + 4, text_of(tick), "text-anchor=\"end\"");
        }
        out_ +=
            line(left, bottom, right, bottom, "stroke=\"#000\"") + line(left, top, left, bottom, "stroke=\"#000\"");
        out_ += words((left + right) / 2, bottom + 40, plot_.x.label, "text-anchor=\"middle\"");
        out_ += "<g transform=\"translate(22 " + at((top + bottom) / 2) + ") rotate(-90)\">" +
                words(0, 0, plot_.y.label, "text-anchor=\"middle\"") + "</g>\n";
    }

    void curve(const Series& series, const std::string& colour) {
        std::string path;
        for (const PlotPoint& point : series.points) path += at(x_at(point.x)) + "," + at(y_at(point.y)) + " ";
        out_ += "<polyline points=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"/>\n";
        for (const PlotPoint& point : series.points) {
            const double x = x_at(point.x);
            if (point.y_range.low <= point.y_range.high)
                out_ += line(x, y_at(point.y_range.low), x, y_at(point.y_range.high),
                             "stroke=\"" + colour + "\" stroke-opacity=\"0.5\"");
            if (series.markers)
                out_ += "<circle cx=\"" + at(x) + "\" cy=\"" + at(y_at(point.y)) + "\" r=\"3.5\" fill=\"" + colour +
                        "\"/>\n";
        }
    }

    // In a row below the axis, as many to a line as there is room for.
    void legend() {
        double x = left;
        double y = bottom + 60;
        for (std::size_t i = 0; i < plot_.series.size(); ++i) {
            const std::string& label = plot_.series[i].label;
            const double room = 34 + 7.2 * static_cast<double>(label.size());
            if (x > left && x + room > right) {
                x = left;
                y += 17;
            }
            out_ += line(x, y - 4, x + 18, y - 4,
                         std::string("stroke=\"") + colours[i % colours.size()] + "\" stroke-width=\"3\"");
            out_ += words(x + 23, y, label, "");
            x += room;
        }
    }

    const Plot& plot_;
    std::string out_;
};

}  // namespace

std::string to_svg(const Plot& plot) { return Drawing(plot).svg(); }

}  // namespace consent::accuracy
