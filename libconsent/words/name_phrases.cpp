// SPDX-License-Identifier: Apache-2.0
#include "words/name_phrases.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace consent {

namespace {

// Parted by bars. Written for this project.
constexpr std::string_view phrases =
    // Stories, rhymes and their people.
    "harry potter|rob roy|bill and ben|dawn broke|dawn was breaking|jack in the green|lily of the valley|"
    "ron weasley|hermione granger|peter pan|peter rabbit|alice in wonderland|snow white|mary poppins|oliver twist|"
    "horrid henry|tracy beaker|willy wonka|charlie and the chocolate factory|charlie bucket|"
    "james and the giant peach|thomas the tank engine|bob the builder|fireman sam|postman pat|jack and jill|"
    "jack and the beanstalk|jack frost|jack o lantern|jack in the box|union jack|humpty dumpty|"
    "mary had a little lamb|georgie porgie|robin hood|king arthur|little jack horner|simple simon|hansel and gretel|"
    "beauty and the beast|romeo and juliet|wendy house|winnie the pooh|christopher robin|paddington bear|"
    "rupert bear|teddy bear|dennis the menace|biff chip and kipper|charlie brown|james bond|david copperfield|"
    "tom sawyer|tom thumb|huckleberry finn|jane eyre|anne of green gables|percy jackson|artemis fowl|"
    "sherlock holmes|father christmas|santa claus|jolly roger|simon says|punch and judy|frosty the snowman|"
    "matilda the musical|tom and jerry|joseph and the amazing|treasure island|barbie doll|"
    "the gruffalo|"
    // People of history, letters, sport and the world.
    "king charles|king henry|king james|king john|king george|king richard|king edward|king william|king harold|"
    "queen victoria|queen elizabeth|queen anne|queen mary|prince william|prince george|prince harry|prince charles|"
    "princess charlotte|princess diana|prince albert|king alfred|alfred the great|henry viii|martin luther king|"
    "rosa parks|nelson mandela|anne frank|florence nightingale|mary seacole|mary anning|amelia earhart|"
    "neil armstrong|tim peake|isaac newton|charles darwin|albert einstein|marie curie|ada lovelace|alan turing|"
    "stephen hawking|david attenborough|jane goodall|william shakespeare|charles dickens|roald dahl|"
    "jacqueline wilson|david walliams|julia donaldson|michael rosen|michael morpurgo|enid blyton|beatrix potter|"
    "mark twain|jane austen|emmeline pankhurst|guy fawkes|samuel pepys|oliver cromwell|winston churchill|"
    "barack obama|martin luther|neil gaiman|philip pullman|malala yousafzai|greta thunberg|marcus rashford|"
    "harry kane|mo farah|jessica ennis|andy murray|lewis hamilton|joe wicks|grace darling|captain cook|"
    "captain scott|captain tom|vincent van gogh|leonardo da vinci|pablo picasso|claude monet|frida kahlo|"
    "andy warhol|henri matisse|georgia okeefe|barbara hepworth|henry moore|damien hirst|ed sheeran|taylor swift|"
    "michael jackson|elton john|john lennon|paul mccartney|gareth bale|gareth southgate|lionel messi|"
    "cristiano ronaldo|isambard kingdom brunel|george stephenson|rosalind franklin|alexander fleming|edward jenner|"
    "alexander graham bell|thomas edison|wright brothers|ernest shackleton|edmund hillary|walter raleigh|"
    "francis drake|christopher columbus|marco polo|george washington|abraham lincoln|alexander the great|"
    "harriet tubman|helen keller|louis braille|"
    // Days, faiths, charities, firms, places and turns of phrase.
    "st george|st david|st andrew|st patrick|st nicholas|st john ambulance|mothering sunday|shrove tuesday|"
    "ash wednesday|good friday|palm sunday|easter sunday|black friday|harvest festival|may day|may half term|"
    "may bank holiday|christmas eve|new years eve|red nose day|world book day|sports day|mothers day|fathers day|"
    "boxing day|remembrance day|armistice day|poppy day|poppy appeal|save the children|help the aged|john lewis|"
    "marks and spencer|marks spencer|mark and spencer|thomas cook|tim hortons|ben and jerrys|jack daniels|"
    "burger king|kings cross|charing cross|victoria cross|georgia cross|george cross|red cross|victoria sponge|"
    "earl grey|granny smith|king edward potatoes|duke of edinburgh|prince of wales|princes trust|lady day|big ben|"
    "stone henge|tower of london|great fire of london|london eye|west ham|jordan river|river jordan|mount everest|"
    "holy spirit|holy trinity|our lady|sacred heart|christ the king|good shepherd|good samaritan|adam and eve|"
    "noahs ark|cain and abel|david and goliath|jonah and the whale|daniel and the lions|moses in the|"
    "mary and joseph|three kings|angel gabriel|silent night|amazing grace|ode to joy|jingle bells|"
    "land of hope and glory|hope and glory|faith hope and charity|peace and love|pride and joy|full of joy|"
    "jumped for joy|jump for joy|jumping for joy|tears of joy|joy to the world|saving grace|grace before|"
    "grace period|say grace|said grace|art and design|art and craft|arts and crafts|art attack|art club|"
    "state of the art|work of art|works of art|mark making|question mark|on your marks|full marks|top marks|mark up|"
    "rose garden|rose bush|rose petals|english rose|hop skip and jump|early bird|big bang|high street|high field|"
    "brown bear|polar bear|black cat|green flag|village green|bowling green|green fingers|young carers|young voices|"
    "young people|young leaders|young carer|king size|field trip|field day|playing field|playing fields|"
    "over the hill|up the hill|long jump|high jump|triple jump|summer fair|summer fete|summer term|summer holidays|"
    "summer reading|spring term|autumn term|winter wonderland|winter fair|sky blue|navy blue|ruby red|jade green|"
    "rich tapestry|holly and ivy|the holly and the ivy|oak tree|cherry tree|cherry blossom|lily pad|lily pads|"
    "penny for the guy|bonfire night|lucky dip|hook a duck|bean bag|daisy chain|daisy chains|poppy field|"
    "poppy fields|violet class|dawn chorus|crack of dawn|at dawn|star of the week|angel delight|guardian angel|"
    "john muir award|eden project|duke of cornwall|lord of the|lord mayor|page turner|wood work|bake off|"
    "robin redbreast|frank discussion|christian aid|victoria line|elizabeth line|jubilee line";

using Table = std::unordered_map<std::string_view, std::vector<PhraseWord>>;

const Table& table() {
    static const Table words = [] {
        Table built;
        for (std::string_view rest = phrases; !rest.empty();) {
            const std::string_view phrase = rest.substr(0, rest.find('|'));
            rest.remove_prefix(std::min(phrase.size() + 1, rest.size()));
            std::size_t place = 0;
            for (std::size_t at = 0; at < phrase.size(); ++place) {
                const std::size_t end = std::min(phrase.find(' ', at), phrase.size());
                built[phrase.substr(at, end - at)].push_back({phrase, place});
                at = end + 1;
            }
        }
        return built;
    }();
    return words;
}

}  // namespace

std::span<const PhraseWord> phrases_with(std::string_view word) {
    const auto found = table().find(word);
    return found == table().end() ? std::span<const PhraseWord>{} : std::span<const PhraseWord>{found->second};
}

}  // namespace consent
