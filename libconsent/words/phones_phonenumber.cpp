// SPDX-License-Identifier: Apache-2.0
#include "words/phones.hpp"

#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>

namespace consent {

namespace {

// Its messages would go to standard output.
i18n::phonenumbers::PhoneNumberUtil& quiet_numbers() {
    static i18n::phonenumbers::PhoneNumberUtil& numbers = []() -> i18n::phonenumbers::PhoneNumberUtil& {
        auto* all = i18n::phonenumbers::PhoneNumberUtil::GetInstance();
        all->SetLogger(new i18n::phonenumbers::NullLogger);  // becomes its own
        return *all;
    }();
    return numbers;
}

}  // namespace

PhoneLikeness phone_likeness(std::string_view text) {
    using i18n::phonenumbers::PhoneNumberMatch;
    using i18n::phonenumbers::PhoneNumberMatcher;
    using i18n::phonenumbers::PhoneNumberUtil;

    constexpr std::size_t longest = 64;
    if (text.size() > longest) return PhoneLikeness::none;
    const PhoneNumberUtil& all = quiet_numbers();
    PhoneNumberMatcher matcher(all, std::string(text), "GB", PhoneNumberMatcher::POSSIBLE, longest);
    PhoneNumberMatch found;
    if (!matcher.HasNext() || !matcher.Next(&found)) return PhoneLikeness::none;
    return all.IsValidNumber(found.number()) ? PhoneLikeness::valid : PhoneLikeness::possible;
}

}  // namespace consent
