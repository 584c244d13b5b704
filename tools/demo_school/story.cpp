// SPDX-License-Identifier: Apache-2.0
#include "demo_school/story.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "demo_school/draw_scene.hpp"
#include "demo_school/photo_file.hpp"
#include "demo_school/school.hpp"

namespace consent::demo {

namespace {

constexpr Colour jumper{122, 34, 50};
constexpr Colour cardigan{70, 84, 96};
constexpr float near_px = 110;

Sitter sitter(const CastMember& member, std::uint64_t take, float face_px = near_px) {
    Sitter out;
    out.face = face_of(member);
    out.take = take_from_seed(take, 0.5F);
    out.face_px = face_px;
    out.clothes = member.age == Age::adult ? cardigan : jumper;
    return out;
}

PhotoNotes telephone(Date taken) {
    PhotoNotes notes;
    notes.camera = "Schoolroom 1";
    notes.taken = taken;
    notes.thumbnail = true;
    return notes;
}

struct Teller {
    Date yesterday;
    std::vector<StoryPicture> pictures;

    StoryPicture& add(std::string file, std::string shows, const Scene& scene, std::vector<std::string> present) {
        return add(std::move(file), std::move(shows), scene, std::move(present), telephone(yesterday));
    }

    StoryPicture& add(std::string file, std::string shows, const Scene& scene, std::vector<std::string> present,
                      const PhotoNotes& notes) {
        StoryPicture picture;
        picture.file = std::move(file);
        picture.shows = std::move(shows);
        picture.drawn = draw(scene).picture;
        picture.bytes = photo_file(picture.drawn, notes);
        picture.purpose = "website";
        picture.roll_call.people = static_cast<int>(scene.sitters.size());
        picture.roll_call.present = std::move(present);
        pictures.push_back(std::move(picture));
        return pictures.back();
    }
};

void ends(StoryPicture& picture, Verdict verdict, std::optional<Rule> rule = std::nullopt) {
    picture.with_recognition = picture.by_roll_call = {verdict, rule};
}

// Those with a yes to everything, in order of id.
std::vector<const CastMember*> everybody_cleared() {
    std::vector<const CastMember*> out;
    for (const CastMember& member : cast())
        if (member.part == Part::cleared) out.push_back(&member);
    return out;
}

// Forty people on a field, their faces 9 px wide.
Scene seen_from_afar() {
    Scene scene = crowd(40, 9, 12);
    const int margin = scene.width;
    for (Sitter& sitter : scene.sitters) {
        sitter.centre.x += static_cast<float>(margin);
        sitter.centre.y += static_cast<float>(margin) * 0.9F;
    }
    scene.width += 2 * margin;
    scene.height += margin;
    return scene;
}

std::string first_name(std::string_view name) { return std::string(name.substr(0, name.find(' '))); }

}  // namespace

std::vector<StoryPicture> story(Date today) {
    Teller teller{date_of(start_of(today) - std::chrono::days(1)), {}};
    const auto yes = everybody_cleared();
    const auto id = [](const CastMember& member) { return std::string(member.id); };
    const CastMember& teacher = who_plays(Part::staff);
    const CastMember& refused = who_plays(Part::refused);
    const CastMember& listed = who_plays(Part::never_publish);
    const CastMember& newsletter = who_plays(Part::newsletter_only);
    const CastMember& expired = who_plays(Part::expired);
    const CastMember& unenrolled = who_plays(Part::no_biometrics);
    const CastMember& visitor = who_plays(Part::visitor);

    ends(teller.add("01-best-friends.jpg", "Two pupils, both parents said yes",
                    group({sitter(*yes[0], 11), sitter(*yes[1], 12)}, 1, Background::classroom, 1),
                    {id(*yes[0]), id(*yes[1])}),
         Verdict::publish);

    ends(teller.add("02-our-class.jpg", "Five pupils and their teacher",
                    group({sitter(*yes[2], 21, 100), sitter(teacher, 22, 104), sitter(*yes[3], 23, 100),
                           sitter(*yes[0], 24, 104), sitter(*yes[4], 25, 104), sitter(*yes[1], 26, 104)},
                          2, Background::classroom, 2),
                    {id(*yes[0]), id(*yes[1]), id(*yes[2]), id(*yes[3]), id(*yes[4]), id(teacher)}),
         Verdict::publish);

    StoryPicture& prize = teller.add("03-spelling-prize.jpg", "The caption names the child",
                                     group({sitter(*yes[2], 31)}, 1, Background::classroom, 3), {id(*yes[2])});
    prize.caption = "Well done " + std::string(yes[2]->name) + ", winner of the spelling prize!";
    ends(prize, Verdict::publish, Rule::name_in_words);

    PhotoNotes trip = telephone(teller.yesterday);
    trip.caption = first_name(yes[3]->name) + " and " + first_name(yes[4]->name) + " at the lighthouse";
    trip.owner = "Ms Example's telephone";
    trip.comment = "Sent from my telephone";
    trip.position = Position{54.512, -4.978};  // open sea
    trip.orientation = 6;
    ends(teller.add("04-lighthouse-trip.jpg", "The file tells place, owner and names",
                    group({sitter(*yes[3], 41), sitter(*yes[4], 42)}, 1, Background::playground, 4),
                    {id(*yes[3]), id(*yes[4])}, trip),
         Verdict::publish, Rule::personal_data);

    ends(teller.add("05-choir.jpg", "One child's parent said no",
                    group({sitter(*yes[0], 51), sitter(refused, 52), sitter(*yes[3], 53)}, 1, Background::classroom, 5),
                    {id(*yes[0]), id(refused), id(*yes[3])}),
         Verdict::block, Rule::no_consent);

    Scene sports = group({sitter(*yes[1], 61), sitter(*yes[4], 62)}, 1, Background::playground, 6);
    Sitter behind = sitter(listed, 63, 62);
    behind.centre = {static_cast<float>(sports.width) * 0.47F, static_cast<float>(sports.height) * 0.30F};
    sports.sitters.insert(sports.sitters.begin(), behind);
    ends(teller.add("06-sports-day.jpg", "A do-not-publish child in the background", sports,
                    {id(*yes[1]), id(*yes[4]), id(listed)}),
         Verdict::block, Rule::never_publish);

    ends(teller.add("07-open-day.jpg", "A visitor nobody knows",
                    group({sitter(*yes[2], 71), sitter(visitor, 72)}, 1, Background::classroom, 7), {id(*yes[2])}),
         Verdict::review, Rule::unknown_face);

    Sitter runner = sitter(*yes[1], 81);
    runner.blur_px = 7;
    Scene race = group({sitter(*yes[0], 82), runner}, 1, Background::playground, 8);
    race.noise = 1;  // noise alone would pass for sharpness
    StoryPicture& relay = teller.add("08-relay-race.jpg", "A runner too blurred to recognise", race, {id(*yes[0])});
    relay.with_recognition = {Verdict::review, Rule::poor_face};
    relay.by_roll_call = {Verdict::review, Rule::unknown_face};

    const Scene harvest = group({sitter(newsletter, 91), sitter(*yes[3], 92)}, 1, Background::classroom, 9);
    ends(teller.add("09-harvest.jpg", "Agreed to the newsletter, not to the website", harvest,
                    {id(newsletter), id(*yes[3])}),
         Verdict::block, Rule::no_consent);
    StoryPicture in_newsletter = teller.pictures.back();
    in_newsletter.shows = "The same picture, for the newsletter";
    in_newsletter.purpose = "newsletter_parents";
    ends(in_newsletter, Verdict::publish);
    teller.pictures.push_back(std::move(in_newsletter));

    ends(teller.add("10-last-summer.jpg", "A consent that has run out",
                    group({sitter(expired, 101)}, 1, Background::playground, 10), {id(expired)}),
         Verdict::block, Rule::no_consent);

    StoryPicture& garden =
        teller.add("11-garden-club.jpg", "No biometrics for one child: staff say who it is",
                   group({sitter(unenrolled, 228), sitter(*yes[0], 112)}, 1, Background::playground, 11),
                   {id(unenrolled), id(*yes[0])});
    garden.staff_named = true;
    ends(garden, Verdict::publish);

    StoryPicture& afar =
        teller.add("12-whole-school.jpg", "So far away that nobody can be recognised", seen_from_afar(), {});
    afar.roll_call.people = 0;
    ends(afar, Verdict::publish);

    StoryPicture letter;
    letter.file = "13-letter.jpg";
    letter.shows = "A text file with a picture's name";
    constexpr std::string_view text = "Dear parents,\nthis is a letter and no picture, whatever its name says.\n";
    letter.bytes.assign(text.begin(), text.end());
    letter.purpose = "website";
    ends(letter, Verdict::block, Rule::unreadable);
    teller.pictures.push_back(std::move(letter));
    return std::move(teller.pictures);
}

}  // namespace consent::demo
