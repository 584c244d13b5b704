// SPDX-License-Identifier: Apache-2.0
#include <consent/policy.hpp>

#include <algorithm>
#include <charconv>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <variant>

#include "words/pattern.hpp"

namespace consent {

namespace {

template <typename T>
struct Range {
    T Policy::*field;
    T least;
    T most;
};

// Several texts in one setting, `between` them. `patterns`: each is one that words are searched for.
struct Listed {
    std::vector<std::string> Policy::*field;
    char between = ',';
    bool lower_case = true;
    bool patterns = false;
};

using Field = std::variant<Range<float>, Range<int>, bool Policy::*, Listed,
                           std::optional<Calibration> Policy::*>;

// The one list of settings: name, field, and the range a value must keep to.
const std::vector<std::pair<std::string_view, Field>>& fields() {
    static const std::vector<std::pair<std::string_view, Field>> list{
        {"identifiable_px", Range<float>{&Policy::identifiable_px, 0, 40}},
        {"match_px", Range<float>{&Policy::match_px, 16, 1000}},
        {"match_sharpness", Range<float>{&Policy::match_sharpness, 0, 100}},
        {"match_grain", Range<float>{&Policy::match_grain, 0, 1000}},
        {"match_yaw", Range<float>{&Policy::match_yaw, 0, 1.5F}},
        {"match_contrast", Range<float>{&Policy::match_contrast, 1, 127}},
        {"match_blown", Range<float>{&Policy::match_blown, 0, 1}},
        {"match_outside", Range<float>{&Policy::match_outside, 0, 1}},
        {"match_eyes", Range<float>{&Policy::match_eyes, 0, 1}},
        {"match_mouth", Range<float>{&Policy::match_mouth, 0, 1}},
        {"stranger_risk", Range<float>{&Policy::stranger_risk, 1e-6F, 0.05F}},
        {"children_factor", Range<float>{&Policy::children_factor, 1, 1000}},
        {"calibration", &Policy::calibration},
        {"reference_days", Range<int>{&Policy::reference_days, 1, 3660}},
        {"register_days", Range<int>{&Policy::register_days, 1, 3660}},
        {"leaver_grace_days", Range<int>{&Policy::leaver_grace_days, 0, 366}},
        {"block_on_names", &Policy::block_on_names},
        {"block_on_shown_names", &Policy::block_on_shown_names},
        {"staff_names_may_stay", &Policy::staff_names_may_stay},
        {"strict_names_always", &Policy::strict_names_always},
        {"block_on_personal_data", &Policy::block_on_personal_data},
        {"block_on_seen_text", &Policy::block_on_seen_text},
        {"require_text_reading", &Policy::require_text_reading},
        {"drop_words", &Policy::drop_words},
        {"class_patterns", Listed{&Policy::class_patterns, ';', false, true}},
        {"school_contacts", Listed{&Policy::school_contacts, ',', false}},
        {"allowed_links", Listed{&Policy::allowed_links, ',', false}},
        {"require_channel", &Policy::require_channel},
        {"require_confirmation", &Policy::require_confirmation},
        {"account_purposes", Listed{&Policy::account_purposes}},
        {"match_never_publish", &Policy::match_never_publish},
        {"review_activities", Listed{&Policy::review_activities}},
        {"permit_minutes", Range<int>{&Policy::permit_minutes, 1, 1440}},
    };
    return list;
}

Error wrong(std::string_view key, const std::string& wanted) {
    return Error{ErrorCode::invalid_argument, "The policy setting " + std::string(key) + " takes " + wanted + "."};
}

template <typename T>
std::string plain(T number) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << number;
    return text.str();
}

template <typename T>
bool parse_whole(const std::string& text, T& value) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size();
}

bool is_pattern(const std::string& text) {
    try {
        const Pattern compiled(text);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

struct Reader {
    Policy& policy;
    std::string_view key;
    const std::string& text;

    template <typename T>
    Result<void> operator()(const Range<T>& range) const {
        T value{};
        if (!parse_whole(text, value) || !(value >= range.least) || !(value <= range.most))
            return wrong(key, "a number from " + plain(range.least) + " to " + plain(range.most));
        policy.*range.field = value;
        return {};
    }

    Result<void> operator()(bool Policy::*field) const {
        if (text != "yes" && text != "no") return wrong(key, "yes or no");
        policy.*field = text == "yes";
        return {};
    }

    Result<void> operator()(std::optional<Calibration> Policy::*field) const {
        (policy.*field).reset();
        if (text == "none") return {};
        auto calibration = parse_calibration(text);
        if (!calibration) return std::move(calibration).error();
        policy.*field = *std::move(calibration);
        return {};
    }

    Result<void> operator()(const Listed& list) const {
        std::vector<std::string> items;
        std::istringstream written(text);
        for (std::string item; std::getline(written, item, list.between);) {
            const auto first = item.find_first_not_of(' ');
            if (first == std::string::npos) continue;
            item = item.substr(first, item.find_last_not_of(' ') - first + 1);
            if (list.lower_case)
                std::transform(item.begin(), item.end(), item.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
            if (list.patterns && !is_pattern(item))
                return wrong(key, "regular expressions in RE2's syntax, with ; between them");
            items.push_back(item);
        }
        policy.*list.field = std::move(items);
        return {};
    }
};

struct Writer {
    const Policy& policy;

    template <typename T>
    std::string operator()(const Range<T>& range) const { return plain(policy.*range.field); }
    std::string operator()(bool Policy::*field) const { return policy.*field ? "yes" : "no"; }
    std::string operator()(std::optional<Calibration> Policy::*field) const {
        return policy.*field ? to_text(*(policy.*field)) : "none";
    }
    std::string operator()(const Listed& listed) const {
        std::string list;
        for (const std::string& item : policy.*listed.field) {
            if (!list.empty()) list += listed.between;
            list += item;
        }
        return list;
    }
};

}  // namespace

Result<Policy> policy_from(const std::map<std::string, std::string>& settings) {
    Policy policy;
    for (const auto& setting : settings) {
        const std::string& key = setting.first;
        const std::string& text = setting.second;
        const auto known = std::find_if(fields().begin(), fields().end(), [&](const auto& f) { return f.first == key; });
        if (known == fields().end()) {
            std::string message = "\"" + key.substr(0, 40) + "\" is not a policy setting. There are:";
            for (const auto& [name, field] : fields()) message.append(" ").append(name);
            return Error{ErrorCode::invalid_argument, message + "."};
        }
        if (auto read = std::visit(Reader{policy, known->first, text}, known->second); !read)
            return std::move(read).error();
    }
    return policy;
}

std::map<std::string, std::string> to_settings(const Policy& policy) {
    std::map<std::string, std::string> settings;
    for (const auto& [name, field] : fields()) settings.emplace(name, std::visit(Writer{policy}, field));
    return settings;
}

Digest digest_of(const Policy& policy) {
    Bytes text;
    for (const auto& [key, value] : to_settings(policy))
        for (const std::string* part : {&key, &value}) {
            text.insert(text.end(), part->begin(), part->end());
            text.push_back('\n');  // in no setting
        }
    return sha256(text);
}

}  // namespace consent
