// SPDX-License-Identifier: Apache-2.0
//
// What the register costs: opening it, reading it whole, and asking what stands.
//
//     register [PEOPLE] [TEMPLATES]
//
// Makes a register of PEOPLE pupils (default 10 000) of all ages in a scratch folder: eleven answers each by one or two
// parents and the older pupils, a notification for each parent, TEMPLATES templates (default 2) of 128 values. Times are the
// best of five; reading the file's bytes once, in the same run, is the peer.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <consent/consent_book.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>
#include <consent/use.hpp>

#include "base/sqlite_db.hpp"
#include "match/templates_in_use.hpp"
#include "register/consent_rows.hpp"
#include "register/register_rows.hpp"
#include "register/register_schema.hpp"

using namespace consent;

namespace {

const Date today = *parse_date("2026-11-20");
const Instant now = start_of(today) + std::chrono::hours(9);

void must(const Result<void>& done) {
    if (done) return;
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    std::exit(1);
}

Template random_template(const std::string& person, std::mt19937& random) {
    std::normal_distribution<float> normal;
    Template made{person, {"bench", std::vector<float>(128)}, today};
    float square = 0;
    for (float& value : made.embedding.values) {
        value = normal(random);
        square += value * value;
    }
    for (float& value : made.embedding.values) value /= std::sqrt(square);
    return made;
}

void add_pupil(SqliteDb& db, int number, int templates, std::mt19937& random) {
    Person person;
    person.id = "P" + std::to_string(number);
    person.name = "Pupil Number " + std::to_string(number);
    person.born = Date{std::chrono::year{2008 + number % 14}, std::chrono::month{1U + static_cast<unsigned>(number) % 12U},
                       std::chrono::day{1U + static_cast<unsigned>(number) % 28U}};
    must(add_person(db, person));
    for (int parent = 1; parent <= 1 + number % 2; ++parent) {
        ParentNotice notice;
        notice.person = person.id;
        notice.parent.ref = std::to_string(parent);
        notice.notice = Notice::notified;
        notice.on = *parse_date("2026-08-20");
        must(add_notice(db, notice, now));
    }
    int which = 0;
    std::vector<ConsentAnswer> answers;
    for (const char* purpose : {"internal_record", "display", "newsletter_parents", "website", "social_media", "video",
                                "prospectus_print", "press_media", "named_photo", "biometric", "website"}) {
        ConsentAnswer answer;
        answer.person = person.id;
        answer.purpose = purpose;
        answer.answer = ++which % 5 == 0 ? Answer::refuse : Answer::grant;
        answer.by.ref = which == 11 && number % 2 == 1 ? "2" : "1";
        answer.on = *parse_date("2026-09-01");
        if (answer.answer == Answer::grant) answer.until = *parse_date("2027-08-31");
        answer.evidence = "form " + person.id;
        answer.form = AnswerForm::paper;
        if (answer.purpose == purpose_biometric) answer.answer = Answer::grant;
        answers.push_back(std::move(answer));
    }
    must(add_answers(db, answers, now));
    for (int i = 0; i < templates; ++i) must(add_template_row(db, random_template(person.id, random)));
}

void fill(const std::string& path, int people, int templates) {
    const auto made = create_register(path, now);
    if (!made) must(made.error());
    auto db = SqliteDb::open(path, register_schema, SqliteOpen::existing);
    if (!db) must(db.error());
    auto moment = SqliteTransaction::write(*db);
    if (!moment) must(moment.error());
    std::mt19937 random(7);
    for (int number = 0; number < people; ++number) add_pupil(*db, number, templates, random);
    must(put_purpose_row(*db, [] {
        Purpose website = *find_purpose({}, "website");
        website.pupil_from = 13;
        website.form_days = 400;
        return website;
    }()));
    must(moment->commit());
    db->empty_log();
}

double best_of_five(const std::function<void()>& work) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

void report(const char* what, double seconds, double peer) {
    std::printf("%-46s %9.2f ms   %7.1f times reading the bytes\n", what, seconds * 1e3, seconds / peer);
}

}  // namespace

int main(int argc, char** argv) {
    const int people = argc > 1 ? std::atoi(argv[1]) : 10'000;
    const int templates = argc > 2 ? std::atoi(argv[2]) : 2;
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "consent-bench-register";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "school.db").string();
    fill(path, people, templates);
    std::printf("%d people, %.1f MB\n\n", people, static_cast<double>(std::filesystem::file_size(path)) / 1e6);

    std::size_t sum = 0;
    const double bytes = best_of_five([&] {
        std::ifstream file(path, std::ios::binary);
        std::string all(std::filesystem::file_size(path), '\0');
        file.read(all.data(), static_cast<std::streamsize>(all.size()));
        sum += static_cast<unsigned char>(all.back());
    });
    std::unique_ptr<Register> school;
    report("open, with the check of the whole file", best_of_five([&] { school = *open_register(path); }), bytes);
    RegisterSnapshot all;
    report("read whole, every row by its digest", best_of_five([&] { all = *school->snapshot(); }), bytes);
    report("version", best_of_five([&] { sum += *school->version(); }), bytes);
    report("arrange by person (ConsentBook)", best_of_five([&] { const ConsentBook book(all); }), bytes);
    report("templates that count, of one model",
           best_of_five([&] { sum += templates_in_use(all, "bench", Policy{}, today).size(); }), bytes);
    report("one answer recorded, durable", best_of_five([&] {
               ConsentAnswer no;
               no.person = "P1";
               no.purpose = "display";
               no.on = today;
               must(school->record(no, now));
           }), bytes);

    const ConsentBook book(all);
    std::size_t granted = 0;
    for (const char* purpose : {"website", "display", "social_media", "biometric"}) {
        const double seconds = best_of_five([&] {
            for (const Person& person : all.people) granted += book.effective(person.id, purpose, today).granted();
        });
        std::printf("%-20s %9.2f million look-ups a second\n", purpose, people / seconds / 1e6);
    }
    std::printf("(%zu %zu)\n", granted, sum);
    std::filesystem::remove_all(folder);
    return 0;
}
