// SPDX-License-Identifier: Apache-2.0
//
// What many trials come to.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "casts.hpp"
#include "intervals.hpp"
#include "table.hpp"
#include "trials.hpp"

namespace consent::accuracy {

class GateTables {
public:
    void add(Kind kind, const Trial& trial, double seconds);

    // Prints all tables and writes them, the list of pictures and the plots. False where something cannot be written.
    [[nodiscard]] bool put(const std::filesystem::path& folder) const;

    // Pictures that hold somebody who must not be shown: those published, of all.
    [[nodiscard]] Count false_publishes() const;
    // Pictures of cleared people alone: those published, of all.
    [[nodiscard]] Count published_cleared() const;

private:
    [[nodiscard]] Table headline() const;
    [[nodiscard]] Table people_not_to_be_shown() const;
    [[nodiscard]] Table cleared_pictures() const;
    [[nodiscard]] Table cleared_people() const;
    [[nodiscard]] Table why() const;
    [[nodiscard]] Table every_picture() const;
    [[nodiscard]] Table false_boxes() const;
    [[nodiscard]] std::string published_plot() const;

    std::array<std::vector<Trial>, 2> trials_;  // by Kind
    double seconds_ = 0;
};

// Everybody in the picture and why the verdict is what it is, a line each.
std::string describe(const Trial& trial);

}  // namespace consent::accuracy
