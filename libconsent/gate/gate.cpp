// SPDX-License-Identifier: Apache-2.0
#include <consent/gate.hpp>

#include <algorithm>
#include <set>

#include "base/guard.hpp"
#include "base/plain_text.hpp"
#include "gate/onlooker.hpp"
#include "gate/permit.hpp"
#include "gate/read_words.hpp"
#include "gate/register_view.hpp"
#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "sanitise/sanitise.hpp"

namespace consent {

namespace {

// Facts and gallery hold for one use on one day.
struct Standpoint {
    std::string purpose;
    Date day{};
    std::map<std::string, PersonFacts, std::less<>> facts;
    std::optional<Gallery> gallery;
    Thresholds thresholds;  // the defaults, which clear nobody, without an embedder
};

std::vector<Rule> rules_of(const std::vector<Reason>& reasons) {
    std::vector<Rule> rules;
    for (const Reason& reason : reasons)
        if (std::find(rules.begin(), rules.end(), reason.rule) == rules.end()) rules.push_back(reason.rule);
    return rules;
}

std::vector<std::string> people_in(const std::vector<FaceFinding>& faces, const std::optional<RollCall>& roll_call) {
    std::set<std::string> people;
    for (const FaceFinding& face : faces)
        if (!face.person.empty()) people.insert(face.person);
    if (roll_call) people.insert(roll_call->present.begin(), roll_call->present.end());
    return {people.begin(), people.end()};
}

Result<void> check_request(const Candidate& candidate, const RegisterView& view, const Limits& limits) {
    for (const Words& words : candidate.words)
        if (auto right = check_text(words, limits); !right) return std::move(right).error();
    for (const Words& words : candidate.unpublished)
        if (words.text.size() > limits.metadata_bytes)
            return Error{ErrorCode::invalid_argument, "The " + words.source + " is too long: shorten it."};
    if (!candidate.roll_call) return {};
    if (candidate.roll_call->people < 0)
        return Error{ErrorCode::invalid_argument, "The number of people in the picture cannot be negative."};
    std::set<std::string> named;
    for (const std::string& person : candidate.roll_call->present) {
        if (!view.knows(person))
            return Error{ErrorCode::invalid_argument, "Nobody in the register has the id \"" + printable(person) + "\"."};
        if (!named.insert(person).second)
            return Error{ErrorCode::invalid_argument, "The roll call names " + person + " twice."};
    }
    return {};
}

}  // namespace

struct Gate::State {
    Parts parts;
    std::shared_ptr<const int> identity = std::make_shared<const int>(0);
    std::optional<RegisterView> view;
    std::optional<Digest> policy;  // of the view
    std::optional<Standpoint> standpoint;

    // Brings `view` up to the register's present version. On failure there is no view.
    Result<void> read_register();
    const Standpoint& stand(const Use& use, Date day);
    [[nodiscard]] std::vector<std::string> models() const;

    Result<Decision> check(const Candidate& candidate, const Use& use, Instant now);
    Result<Evidence> observe(const Candidate& candidate, const Use& use, Date day, const CleanCopy& copy,
                             Decision& decision, WordCounts& counts);
    // An entry that says who asked, for what, and by which register and policy.
    [[nodiscard]] AuditEntry entry_for(const Use& use, Instant now) const;
    // Writes the entry for a picture that could not be read, and hands the error on.
    Error unreadable(Error error, const Use& use, const Digest& input, Instant now);
};

Result<void> Gate::State::read_register() {
    const auto version = parts.people->version();
    if (!version) {
        view.reset();
        return version.error();
    }
    if (view && view->version() == *version) return {};
    view.reset();
    standpoint.reset();
    auto snapshot = parts.people->snapshot();
    if (!snapshot) return std::move(snapshot).error();
    auto fresh = RegisterView::from(*std::move(snapshot));
    if (!fresh) return std::move(fresh).error();
    view.emplace(*std::move(fresh));
    policy = digest_of(view->policy());
    return {};
}

const Standpoint& Gate::State::stand(const Use& use, Date day) {
    if (!standpoint || standpoint->purpose != use.purpose || standpoint->day != day) {
        Standpoint fresh{use.purpose, day, view->facts(use.purpose, day), std::nullopt, {}};
        if (parts.embedder) {
            const EmbedderInfo& embedder = parts.embedder->info();
            fresh.gallery.emplace(view->gallery(embedder.model, day));
            fresh.thresholds = choose_thresholds(threshold_question(*fresh.gallery, embedder, view->policy())).thresholds;
        }
        standpoint.emplace(std::move(fresh));
    }
    return *standpoint;
}

std::vector<std::string> Gate::State::models() const {
    std::vector<std::string> ids{std::string(parts.detector->id())};
    if (parts.safety_net) ids.emplace_back(parts.safety_net->id());
    if (parts.embedder) ids.push_back(parts.embedder->info().model);
    return ids;
}

AuditEntry Gate::State::entry_for(const Use& use, Instant now) const {
    AuditEntry entry;
    entry.at = now;
    entry.use = use;
    entry.register_version = view->version();
    entry.by = parts.asked_by;
    entry.policy = policy;
    return entry;
}

Error Gate::State::unreadable(Error error, const Use& use, const Digest& input, Instant now) {
    if (error.code != ErrorCode::unreadable) return error;
    AuditEntry entry = entry_for(use, now);
    entry.input = input;
    entry.rules = {Rule::unreadable};
    if (auto written = parts.audit->append(entry); !written) return std::move(written).error();
    return error;
}

Result<Evidence> Gate::State::observe(const Candidate& candidate, const Use& use, Date day, const CleanCopy& copy,
                                      Decision& decision, WordCounts& counts) {
    Evidence evidence;
    auto metadata = list_metadata(candidate.bytes, parts.limits);
    if (!metadata) return std::move(metadata).error();
    for (const MetadataItem& item : *metadata) {
        decision.metadata.push_back(item.name);
        evidence.removed_position = evidence.removed_position || tells_position(item);
    }
    evidence.metadata = decision.metadata;

    evidence.copy_proved_clean = prove_clean(copy.bytes, parts.limits).has_value();
    const Standpoint& standing = stand(use, day);
    const Eyes eyes{*parts.detector, parts.safety_net.get(), parts.embedder.get(),
                    standing.gallery ? &*standing.gallery : nullptr, standing.thresholds};
    Onlooker onlooker(eyes, parts.text_reader.get(), view->policy().identifiable_px, parts.limits);
    auto looked = each_frame(copy.bytes, parts.limits,
                             [&](const Picture& picture) -> Result<void> { return onlooker.look(picture); });
    if (!looked) return std::move(looked).error();
    decision.width = onlooker.width();
    decision.height = onlooker.height();
    decision.frames = onlooker.frames();
    evidence.frames = onlooker.frames();
    evidence.smallest_face_px = onlooker.smallest_face_px();
    evidence.text_reading = onlooker.text_reading();
    decision.lines_read = static_cast<int>(onlooker.text().size());
    decision.text_ms = onlooker.text_ms();
    const std::vector<SeenText> seen_text = onlooker.text();
    evidence.faces = std::move(onlooker).faces();
    evidence.looked_at_whole = true;

    evidence.roll_call = candidate.roll_call;
    read_seen_text(seen_text, use, *view, evidence);
    counts = read_words({candidate.words, candidate.unpublished, *metadata}, use, *view, evidence);
    evidence.activities = candidate.activities;
    evidence.poster_confirms = candidate.poster_confirms;
    evidence.channel = view->channel(use.channel);
    evidence.register_changed_at = view->changed_at();
    evidence.recognition = parts.embedder != nullptr;
    evidence.thresholds = standing.thresholds;
    evidence.people = standing.facts;
    return evidence;
}

Result<Decision> Gate::State::check(const Candidate& candidate, const Use& use, Instant now) {
    if (auto known = parse_use(to_string(use)); !known) return std::move(known).error();
    if (auto read = read_register(); !read) return std::move(read).error();
    if (!view->has_use(use.purpose))
        return Error{ErrorCode::invalid_argument, "The register does not know the purpose " + printable(use.purpose) +
                                                      ": `consent register purpose list` shows those it knows."};
    if (auto right = check_request(candidate, *view, parts.limits); !right) return std::move(right).error();

    const Digest input = sha256(candidate.bytes);
    auto copy = sanitise(candidate.bytes, parts.limits, candidate.copy);
    if (!copy) return unreadable(std::move(copy).error(), use, input, now);

    Decision decision;
    decision.use = use;
    decision.at = now;
    decision.input = input;
    decision.output = sha256(copy->bytes);
    decision.format = sniff(candidate.bytes);
    decision.copy = copy->method;
    decision.detector = parts.detector->id();
    if (parts.safety_net) decision.safety_net = parts.safety_net->id();
    if (parts.text_reader) decision.text_reader = parts.text_reader->id();
    if (parts.embedder) decision.embedder = parts.embedder->info().model;
    decision.register_version = view->version();

    WordCounts counts;
    auto evidence = observe(candidate, use, date_of(now), *copy, decision, counts);
    if (!evidence) return unreadable(std::move(evidence).error(), use, input, now);

    Judgement judgement = judge(*evidence, view->policy(), use, now);
    decision.clean_words = clean_words(candidate.words, counts, *evidence, use, *view, judgement);
    decision.verdict = judgement.verdict;
    decision.reasons = std::move(judgement.reasons);
    decision.faces = std::move(judgement.faces);
    decision.words = std::move(judgement.words);

    AuditEntry entry = entry_for(use, now);
    entry.action = AuditAction::check;
    entry.verdict = decision.verdict;
    entry.input = input;
    entry.output = decision.output;
    entry.people = people_in(decision.faces, candidate.roll_call);
    entry.rules = rules_of(decision.reasons);
    entry.models = models();
    if (auto written = parts.audit->append(entry); !written) return std::move(written).error();

    if (decision.verdict == Verdict::publish) {
        auto terms = std::make_unique<Permit::Terms>();
        terms->gate = identity;
        terms->copy = std::move(copy->bytes);
        terms->output = *decision.output;
        terms->input = input;
        terms->format = copy->format;
        terms->use = use;
        terms->register_version = view->version();
        terms->policy = policy;
        terms->made = now;
        terms->expires = now + std::chrono::minutes(view->policy().permit_minutes);
        terms->people = std::move(entry.people);
        terms->rules = std::move(entry.rules);
        terms->models = std::move(entry.models);
        decision.permit.emplace(Permit(std::move(terms)));
    }
    return decision;
}

Gate::Gate(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Gate::Gate(Gate&&) noexcept = default;
Gate& Gate::operator=(Gate&&) noexcept = default;
Gate::~Gate() = default;

const Limits& Gate::limits() const noexcept { return state_->parts.limits; }

Result<Gate> Gate::open(Parts parts) {
    return guarded("opening the gate", [&]() -> Result<Gate> {
        if (!parts.people) return Error{ErrorCode::unavailable, "There is no consent register: name one."};
        if (!parts.audit) return Error{ErrorCode::unavailable, "There is no audit log: name one."};
        if (!parts.detector) return Error{ErrorCode::unavailable, "There is no face detector."};
        if (!parts.asked_by.empty() && !is_id(parts.asked_by))
            return Error{ErrorCode::invalid_argument, "Who asks is an id: letters A-Z a-z, digits, full stop, underscore, hyphen."};
        auto state = std::make_unique<State>();
        state->parts = std::move(parts);
        if (auto read = state->read_register(); !read) return std::move(read).error();
        return Gate(std::move(state));
    });
}

Result<Decision> Gate::check(const Candidate& candidate, const Use& use, Instant now) {
    return guarded("checking the picture", [&] { return state_->check(candidate, use, now); });
}

Result<Receipt> Gate::publish(Permit&& permit, Sink& sink, Instant now) {
    return guarded("publishing the picture", [&]() -> Result<Receipt> {
        const std::unique_ptr<Permit::Terms> terms = std::move(permit.terms_);
        if (!terms) return Error{ErrorCode::refused, "This permit has been used: check the picture again."};
        if (terms->gate != state_->identity)
            return Error{ErrorCode::refused, "This permit is another gate's: check the picture again."};
        if (now < terms->made || now >= terms->expires)
            return Error{ErrorCode::refused, "This permit has expired: check the picture again."};
        const auto version = state_->parts.people->version();
        if (!version) return version.error();
        if (*version != terms->register_version)
            return Error{ErrorCode::refused, "The register has changed since the check: check the picture again."};
        if (sha256(terms->copy) != terms->output)
            return Error{ErrorCode::internal, "The clean copy changed in memory: check the picture again."};

        AuditEntry entry;
        entry.at = now;
        entry.action = AuditAction::publish;
        entry.verdict = Verdict::publish;
        entry.use = terms->use;
        entry.input = terms->input;
        entry.output = terms->output;
        entry.people = terms->people;
        entry.rules = terms->rules;
        entry.models = terms->models;
        entry.register_version = terms->register_version;
        entry.by = state_->parts.asked_by;
        entry.policy = terms->policy;
        const auto record = state_->parts.audit->append(entry);
        if (!record) return record.error();

        const std::string name = "photo-" + to_hex(terms->output).substr(0, 12) +
                                 std::string(extension_of(terms->format));
        Receipt receipt{terms->output, terms->use, now, record->sequence, {}};  // nothing may fail once the copy is out
        auto written = guarded("writing the copy", [&] { return sink.write(terms->copy, name); });
        if (!written) {
            entry.action = AuditAction::publish_failed;
            entry.verdict = Verdict::block;
            // The copy did not leave whether or not this second entry can be kept; the first one stands.
            static_cast<void>(state_->parts.audit->append(entry));
            return std::move(written).error();
        }
        receipt.location = *std::move(written);
        return receipt;
    });
}

}  // namespace consent
