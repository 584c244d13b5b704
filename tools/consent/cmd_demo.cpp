// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>

#include <demo_school/explain.hpp>
#include <demo_school/story.hpp>

#include "command.hpp"
#include "demo_enrolment.hpp"
#include "demo_folder.hpp"
#include "demo_table.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

struct DemoOptions {
    std::string folder;
    std::string models_folder;
    bool roll_call = false;
};

// What became of one picture of the story.
struct Told {
    DemoRow row;
    bool as_intended = false;
};

std::string ids_of(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
    return text;
}

std::string who_is_cleared(const Decision& decision, const RollCall& roll_call) {
    std::vector<std::string> recognised;
    std::size_t attested = 0;
    std::size_t small = 0;
    for (const FaceFinding& face : decision.faces) {
        if (face.status == FaceStatus::cleared) recognised.push_back(face.person);
        attested += face.status == FaceStatus::attested ? 1U : 0U;
        small += face.status == FaceStatus::too_small ? 1U : 0U;
    }
    std::sort(recognised.begin(), recognised.end());
    if (attested > 0) return "Staff say who is shown, and all agreed: " + ids_of(roll_call.present) + ".";
    if (!recognised.empty()) return "Everybody is recognised and agreed: " + ids_of(recognised) + ".";
    return small > 0 ? "Every face is too small to recognise anybody by."
                     : "No face that anybody could be recognised by.";
}

DemoRow row_of(const demo::StoryPicture& picture, const Decision& decision) {
    DemoRow row{picture.file, picture.shows, decision.verdict, {}, {}};
    for (const Reason& reason : decision.reasons) {
        const std::string id(id_of(reason.rule));
        if (row.rules.find(id) == std::string::npos) row.rules += (row.rules.empty() ? "" : " ") + id;
    }
    if (row.rules.empty()) row.rules = "-";
    if (decision.verdict == Verdict::publish) row.why.push_back(who_is_cleared(decision, picture.roll_call));
    for (const Reason& reason : decision.reasons)
        if (reason.verdict == decision.verdict) row.why.push_back(reason.text);
    return row;
}

bool came_out(const demo::Ending& ending, const Decision& decision) {
    const bool cited = !ending.rule || std::any_of(decision.reasons.begin(), decision.reasons.end(),
                                                   [&](const Reason& r) { return r.rule == *ending.rule; });
    return decision.verdict == ending.verdict && cited;
}

Result<Told> tell(const demo::StoryPicture& picture, Gate& gate, Sink& sink, const std::filesystem::path& folder,
                  bool recognition, Instant now) {
    const demo::Ending& ending = recognition ? picture.with_recognition : picture.by_roll_call;
    Candidate candidate;
    candidate.bytes = picture.bytes;
    if (!picture.caption.empty()) candidate.words.push_back({"caption", picture.caption});
    if (picture.staff_named || !recognition) candidate.roll_call = picture.roll_call;

    auto decision = gate.check(candidate, {picture.purpose, ""}, now);
    Told told;
    if (!decision) {
        if (decision.error().code != ErrorCode::unreadable) return std::move(decision).error();
        told.row = {picture.file,
                    picture.shows,
                    Verdict::block,
                    std::string(id_of(Rule::unreadable)),
                    {decision.error().message}};
        told.as_intended = ending.rule == Rule::unreadable;
        return told;
    }
    told.row = row_of(picture, *decision);
    told.as_intended = came_out(ending, *decision);
    if (decision->permit) {
        auto receipt = gate.publish(std::move(*decision->permit), sink, now);
        if (!receipt) return std::move(receipt).error();
        if (!picture.caption.empty())
            told.row.why.push_back("Caption now: \"" + decision->clean_words.front().text + "\"");
        if (ending.rule == Rule::personal_data)
            told.row.why.push_back("Taken out of the file: " + some_of(decision->metadata, 8) + ".");
        told.row.why.push_back("Clean copy: published/" + std::filesystem::path(receipt->location).filename().string());
    } else {
        const std::filesystem::path page =
            std::filesystem::path("explained") / std::filesystem::path(picture.file).replace_extension(".png");
        if (auto written = write_demo_file(folder / page, demo::explained_png(picture.drawn, decision->faces));
            !written)
            return std::move(written).error();
        told.row.why.push_back("Faces by number: " + page.string());
    }
    return told;
}

void introduce(const std::filesystem::path& folder, const OpenedSchool& school) {
    std::cout << "A made-up school in " << folder.string()
              << ". Every face is drawn by a program; nobody in it is real.\n\n"
              << "  register  school.db: " << school.pupils << " pupils, " << school.staff << " teacher; "
              << school.enrolled << " enrolled from a portrait\n"
              << "  looking   " << school.parts.detector->id();
    if (school.parts.safety_net) std::cout << ", then " << school.parts.safety_net->id() << " for a second look";
    std::cout << "\n";
    if (school.parts.embedder)
        std::cout << "  matching  " << school.parts.embedder->info().model << "\n\n";
    else
        std::cout << "  matching  none: " << school.not_recognised_because
                  << ".\n            Staff say who is shown (roll call); the same rules, the same log.\n\n";
}

void suggest(const std::filesystem::path& folder, const demo::StoryPicture& first, const std::string& models,
             bool recognition) {
    const std::string name = own_name();
    const auto in = [&](const char* part) { return shell_word((folder / part).string()); };
    const std::string with =
        " --register " + in("school.db") + (models.empty() ? "" : " --models " + shell_word(models));
    const std::string picture = shell_word((folder / "photos" / first.file).string());
    std::string present;
    if (!recognition) {
        for (const std::string& id : first.roll_call.present) present += (present.empty() ? " --present " : ",") + id;
        present += " --people " + std::to_string(first.roll_call.people);
    }
    std::cout << "\nTry next:\n"
              << "  " << name << " check " << picture << " --for website" << present << with << "\n"
              << "  " << name << " register withdraw " << first.roll_call.present.front()
              << " website --evidence letter-1 --register " << in("school.db") << "   # then check again\n"
              << "  " << name << " scan " << in("photos") << " --for newsletter_parents" << with << "\n";
}

Result<int> play(const DemoOptions& options) {
    auto now = instant_of("");
    if (!now) return std::move(now).error();
    auto folder = demo_folder(options.folder);
    if (!folder) return std::move(folder).error();

    Setup setup;
    setup.models_folder = options.models_folder;
    if (options.roll_call) setup.embedder = "none";
    auto school = open_school(*folder, setup, *now);
    if (!school) return std::move(school).error();
    const bool recognition = school->parts.embedder != nullptr;
    introduce(*folder, *school);

    const std::vector<demo::StoryPicture> pictures = demo::story(date_of(*now));
    for (const demo::StoryPicture& picture : pictures)
        if (auto written = write_demo_file(*folder / "photos" / picture.file, picture.bytes); !written)
            return std::move(written).error();

    auto gate = Gate::open(std::move(school->parts));
    if (!gate) return std::move(gate).error();
    const auto sink = make_folder_sink(*folder / "published");
    std::cout << demo_table_head();
    int surprises = 0;
    for (const demo::StoryPicture& picture : pictures) {
        auto told = tell(picture, *gate, *sink, *folder, recognition, *now);
        if (!told) return std::move(told).error();
        if (!told->as_intended) {
            ++surprises;
            told->row.why.emplace_back("THIS IS NOT WHAT THE DEMO MEANT TO SHOW.");
        }
        std::cout << demo_table_row(told->row, colour_on_stdout()) << std::flush;
    }
    const bool models_given =
        !options.models_folder.empty() &&
        (std::getenv("CONSENT_MODELS") == nullptr || options.models_folder != std::getenv("CONSENT_MODELS"));
    suggest(*folder, pictures.front(), models_given ? options.models_folder : "", recognition);
    if (surprises > 0)
        return Error{ErrorCode::internal, std::to_string(surprises) + " of " + std::to_string(pictures.size()) +
                                              " pictures did not end as the demo means them to: please report it."};
    return exit_publish;
}

int run_demo(const DemoOptions& options) {
    auto status = play(options);
    return status ? *status : fail(status.error(), "demo");
}

}  // namespace

void setup_demo(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("demo", "Draw a made-up school and judge its pictures in front of you");
    auto options = std::make_shared<DemoOptions>();
    command
        ->add_option("DIR", options->folder,
                     "Where to put it: a new or empty folder (default: a fresh one among the temporary files)")
        ->type_name("");
    command->add_flag("--roll-call", options->roll_call, "Recognise no face: staff say who is shown");
    add_models_option(*command, options->models_folder);
    command->callback([options, &status] { status = run_demo(*options); });
}

}  // namespace consent::cli
