// SPDX-License-Identifier: Apache-2.0
//
// IPTC-IIM 4.2 datasets, and the Photoshop resources they mostly stand in.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

struct Dataset {
    std::uint8_t number;
    std::string_view name;
};

constexpr Dataset application_record[] = {
    {0, "ApplicationRecordVersion"sv}, {3, "ObjectTypeReference"sv}, {4, "ObjectAttributeReference"sv},
    {5, "ObjectName"sv}, {7, "EditStatus"sv}, {8, "EditorialUpdate"sv}, {10, "Urgency"sv}, {12, "SubjectReference"sv},
    {15, "Category"sv}, {20, "SupplementalCategories"sv}, {22, "FixtureIdentifier"sv}, {25, "Keywords"sv},
    {26, "ContentLocationCode"sv}, {27, "ContentLocationName"sv}, {30, "ReleaseDate"sv}, {35, "ReleaseTime"sv},
    {37, "ExpirationDate"sv}, {38, "ExpirationTime"sv}, {40, "SpecialInstructions"sv}, {42, "ActionAdvised"sv},
    {45, "ReferenceService"sv}, {47, "ReferenceDate"sv}, {50, "ReferenceNumber"sv}, {55, "DateCreated"sv},
    {60, "TimeCreated"sv}, {62, "DigitalCreationDate"sv}, {63, "DigitalCreationTime"sv}, {65, "OriginatingProgram"sv},
    {70, "ProgramVersion"sv}, {75, "ObjectCycle"sv}, {80, "By-line"sv}, {85, "By-lineTitle"sv}, {90, "City"sv},
    {92, "Sub-location"sv}, {95, "Province-State"sv}, {100, "Country-PrimaryLocationCode"sv},
    {101, "Country-PrimaryLocationName"sv}, {103, "OriginalTransmissionReference"sv}, {105, "Headline"sv},
    {110, "Credit"sv}, {115, "Source"sv}, {116, "CopyrightNotice"sv}, {118, "Contact"sv}, {120, "Caption-Abstract"sv},
    {121, "LocalCaption"sv}, {122, "Writer-Editor"sv}, {125, "RasterizedCaption"sv}, {130, "ImageType"sv},
    {131, "ImageOrientation"sv}, {135, "LanguageIdentifier"sv}, {184, "JobID"sv}, {185, "MasterDocumentID"sv},
    {187, "UniqueDocumentID"sv}, {188, "OwnerID"sv}, {200, "ObjectPreviewFileFormat"sv},
    {201, "ObjectPreviewFileVersion"sv}, {202, "ObjectPreviewData"sv}, {221, "Prefs"sv}, {225, "ClassifyState"sv},
    {228, "SimilarityIndex"sv}, {230, "DocumentNotes"sv}, {231, "DocumentHistory"sv}, {232, "ExifCameraInfo"sv},
};

std::string dataset_name(std::uint8_t record, std::uint8_t number) {
    if (record == 2)
        for (const Dataset& known : application_record)
            if (known.number == number) return "IPTC:" + std::string(known.name);
    if (record == 1 && number == 90) return "IPTC:CodedCharacterSet";
    return "IPTC:" + std::to_string(record) + ":" + std::to_string(number);
}

std::string resource_name(std::uint16_t id) {
    if (id >= 0x07D0 && id <= 0x0BB6) return "Photoshop:Path";
    switch (id) {
        case 0x03F0: return "Photoshop:Caption";
        case 0x0408: return "Photoshop:LayerNames";
        case 0x040A: return "Photoshop:CopyrightFlag";
        case 0x040B: return "Photoshop:URL";
        case 0x041A: return "Photoshop:Slices";
        case 0x041E: return "Photoshop:URLList";
        case 0x0421: return "Photoshop:VersionInfo";
        case 0x0425: return "Photoshop:IPTCDigest";
        case 0x0BB7: return "Photoshop:ClippingPathName";
        default: break;
    }
    char text[32];
    std::snprintf(text, sizeof text, "Photoshop:0x%04X", static_cast<unsigned>(id));
    return text;
}

bool holds_text(std::uint8_t record, std::uint8_t number) {
    return record == 2 && number != 0 && number != 125 && (number < 200 || number > 202);
}

}  // namespace

void list_iptc(ByteView datasets, const std::string& container, MetadataList& list) {
    if (!list.charge(datasets.size())) return;
    SpanReader reader(datasets);
    bool listed = false, whole = true;
    while (!reader.at_end()) {
        const auto tag = reader.u8();
        if (*tag == 0) continue;  // filled up to an even size
        const auto record = reader.u8();
        const auto number = reader.u8();
        const auto size = reader.be16();
        if (*tag != 0x1C || !record || !number || !size) {
            whole = false;
            break;
        }
        std::size_t length = *size;
        if ((*size & 0x8000) != 0) {  // the number of bytes that the length itself takes
            length = 0;
            for (int i = 0; i < (*size & 0x7FFF) && i < 4; ++i) length = length << 8 | reader.u8().value_or(0);
        }
        const auto value = reader.take(length);
        if (!value) {
            whole = false;
            break;
        }
        list.add(dataset_name(*record, *number), holds_text(*record, *number) ? every_text(*value) : text_runs(*value));
        listed = true;
    }
    if (!listed || !whole) list.add(container, text_runs(datasets.subspan(datasets.size() - reader.remaining())));
}

void list_photoshop(ByteView resources, const std::string& container, MetadataList& list) {
    SpanReader reader(resources);
    bool whole = true;
    while (reader.remaining() >= 12) {
        const auto signature = reader.take(4);
        const auto id = reader.be16();
        const auto name_size = reader.u8();
        // The name and its length together are even, and so is the data.
        const auto name = name_size ? reader.take(*name_size | std::size_t{1}) : std::nullopt;
        const auto size = name ? reader.be32() : std::nullopt;
        const auto data = size ? reader.take(*size) : std::nullopt;
        if (!starts_with(*signature, "8BIM"sv) || !data) {
            whole = false;
            break;
        }
        if ((*size & 1) != 0 && !reader.at_end() && !reader.take(1)) break;
        switch (*id) {
            case 0x0404: list_iptc(*data, container, list); break;
            case 0x0409: case 0x040C: list.add("Photoshop:Thumbnail"); break;
            case 0x040F: list_icc(*data, "Photoshop:ICC_Profile", list); break;
            case 0x0422: case 0x0423: list_exif(*data, "Photoshop:EXIF", list); break;
            case 0x0424: list_xmp(*data, "Photoshop:XMP", list); break;
            default: list.add(resource_name(*id), text_runs(*data));
        }
        if (name->size() > 1 && name->front() != 0) list.add("Photoshop:names", text_runs(*name));
    }
    if (!whole || resources.size() < 12)
        list.add(container, text_runs(resources.subspan(resources.size() - reader.remaining())));
}

}  // namespace consent
