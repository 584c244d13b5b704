// SPDX-License-Identifier: Apache-2.0
#include "words/name_finder.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "words/letter_block.hpp"
#include "words/name_context.hpp"
#include "words/name_mentions.hpp"

namespace consent {

namespace {

constexpr std::size_t block_letters = 4096;
constexpr std::size_t overlap_tokens = 48;    // read again with the next block
constexpr std::size_t overlap_letters = 256;  // where there are fewer tokens
constexpr std::size_t context_tokens = 16;    // read again so that what follows is seen in its sentence
constexpr std::size_t most_findings = 100'000;

}  // namespace

struct NameFinder::State {
    explicit State(const std::vector<Person>& people) : index(people) {
        for (std::uint32_t i = 0; i < people.size(); ++i) person_of.emplace(people[i].id, i);
    }

    NameIndex index;
    std::unordered_map<std::string, std::uint32_t> person_of;
};

namespace {

class Search {
public:
    Search(const NameIndex& index, std::vector<std::uint32_t> shown, const Words& words, NameMode mode)
        : index_(index), shown_(std::move(shown)), words_(words), mode_(mode), mentions_(index) {}

    std::vector<WordFinding> run() {
        const std::string_view text = words_.text;
        std::size_t read_from = 0;
        std::size_t accept_from = 0;
        while (read_from < text.size()) {
            read_letters(text, read_from, block_letters, folder_, block_);
            std::size_t next_read = text.size();
            std::size_t accept_to = text.size();
            if (!block_.ends_text) {
                const std::size_t kept = first_kept();
                accept_to = read_from + kept;
                const std::size_t token = kept < block_.text.size() ? block_.token_of(letter_at(kept)) : 0;
                next_read = accept_to;
                if (token > context_tokens)
                    next_read = std::max(read_from + 1,
                                         read_from + block_.letters[block_.tokens[token - context_tokens].first].start);
            }
            take_mentions(read_from, accept_from, accept_to);
            if (findings_.size() >= most_findings) {
                findings_.back().end = text.size();
                break;
            }
            accept_from = accept_to;
            read_from = next_read;
        }
        return std::move(findings_);
    }

private:
    // The byte from which the next block answers for what it finds.
    [[nodiscard]] std::size_t first_kept() const {
        if (block_.letters.empty()) return block_.text.size();
        if (block_.tokens.size() > 2 * overlap_tokens)
            return block_.letters[block_.tokens[block_.tokens.size() - overlap_tokens].first].start;
        if (block_.letters.size() > 2 * overlap_letters)
            return block_.letters[block_.letters.size() - overlap_letters].start;
        return std::max<std::size_t>(1, block_.letters.front().start);
    }

    [[nodiscard]] std::uint32_t letter_at(std::size_t byte) const {
        const auto at =
            std::lower_bound(block_.letters.begin(), block_.letters.end(), byte,
                             [](const Letter& letter, std::size_t offset) { return letter.start < offset; });
        return static_cast<std::uint32_t>(at - block_.letters.begin());
    }

    void take_mentions(std::size_t base, std::size_t accept_from, std::size_t accept_to) {
        const std::vector<NameMention>& mentions = mentions_.find(block_, folder_);
        bool last_is_sure = false;
        for (std::size_t i = 0; i < mentions.size() && findings_.size() < most_findings; ++i) {
            const NameMention& mention = mentions[i];
            std::size_t start = base + mention.start;
            const std::size_t end = base + mention.end;
            if (start < accept_from || start >= accept_to) continue;
            if (mode_ == NameMode::full_name && !mention.full) continue;
            const NameNeighbours neighbours{i > 0 ? &mentions[i - 1] : nullptr,
                                            i + 1 < mentions.size() ? &mentions[i + 1] : nullptr, last_is_sure};
            const NameOwner* somebody_shown = shown_owner(mention);
            const auto certainty = weigh_mention(block_, mention, neighbours, somebody_shown != nullptr);
            last_is_sure = certainty == Certainty::sure;
            if (!certainty) continue;
            if (!findings_.empty()) start = std::max(start, findings_.back().end);
            if (end <= start) continue;
            const NameOwner& owner = somebody_shown != nullptr ? *somebody_shown : first_owner(mention);
            findings_.push_back({words_.source, start, end, WordKind::name, index_.forms.people()[owner.person].id,
                                 *certainty == Certainty::sure, *certainty, Rule::name_in_words});
        }
    }

    [[nodiscard]] const NameOwner* shown_owner(const NameMention& mention) const {
        for (const NameOwner& owner : mention.owners)
            if ((mention.full || !owner.loose) && std::binary_search(shown_.begin(), shown_.end(), owner.person))
                return &owner;
        return nullptr;
    }

    // Of several, one whose name it is as registered.
    [[nodiscard]] static const NameOwner& first_owner(const NameMention& mention) {
        const auto best =
            std::min_element(mention.owners.begin(), mention.owners.end(), [](const NameOwner& a, const NameOwner& b) {
                return std::pair(a.loose, a.pet) < std::pair(b.loose, b.pet);
            });
        return *best;
    }

    const NameIndex& index_;
    const std::vector<std::uint32_t> shown_;  // in order
    const Words& words_;
    const NameMode mode_;
    LetterFolder folder_;
    LetterBlock block_;
    NameMentions mentions_;
    std::vector<WordFinding> findings_;
};

}  // namespace

NameFinder::NameFinder(const std::vector<Person>& people) : state_(std::make_unique<const State>(people)) {}
NameFinder::~NameFinder() = default;
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder& NameFinder::operator=(NameFinder&&) noexcept = default;

std::vector<WordFinding> NameFinder::find(const Words& words, const NameContext& context) const {
    std::vector<std::uint32_t> shown;
    for (const std::string& id : context.shown)
        if (const auto person = state_->person_of.find(id); person != state_->person_of.end())
            shown.push_back(person->second);
    std::sort(shown.begin(), shown.end());
    return Search(state_->index, std::move(shown), words, context.mode).run();
}

}  // namespace consent
