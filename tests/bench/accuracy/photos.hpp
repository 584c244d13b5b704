// SPDX-License-Identifier: Apache-2.0
//
// Labelled photographs on disk: people (lfw.tsv) and group pictures (groups.json).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent::accuracy {

// DATA/lfw.tsv: a heading, then file and identity of each photograph, separated by a tab. Two people of LFW who stand in it
// under two spellings (Noer Moeis, Noer Muis; John Barnett, John Burnett) are one person here, as anybody can see.
struct People {
    std::vector<std::vector<std::filesystem::path>> photos;  // of person 0, 1, ...; each in the order of the list

    [[nodiscard]] std::vector<int> photo_counts() const;
};
People read_people(const std::filesystem::path& data);

// DATA/groups.json and DATA/groups: every face, and regions of which it cannot be said whether they are one.
struct GroupPicture {
    std::string name;
    Raster picture;
    std::vector<Box> faces;
    std::vector<Box> ignore;
    bool masked = false;  // the file's name says that the people in it wear masks
};
std::vector<GroupPicture> read_groups(const std::filesystem::path& data);

Bytes read_bytes(const std::filesystem::path& path);  // empty: there is no such file
std::optional<Raster> read_picture(const std::filesystem::path& path);

}  // namespace consent::accuracy
