// SPDX-License-Identifier: Apache-2.0
#include "words/nicknames.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace consent {

namespace {

// Each line is one forename: its spellings, a bar, and its pet forms. Written for this project.
constexpr std::string_view forenames[] = {
    "abigail abigayle abbigail | abi abby abbie gail", "abdullah abdulla abdallah | abdul",
    "abdulrahman abdurrahman abdulrehman | abdul", "adam | ads addie", "adebayo | bayo ade", "adebola | bola ade",
    "adeola | ola ade", "aisha ayesha aaisha aysha aicha | ash",
    "alexander aleksander aleksandr alexandre | alex al alec lex sandy xander zander sasha alek olek ali",
    "alexandra aleksandra alexandria | alex lexi lexie sandra sasha ali ola xandra",
    "alfred | alf alfie fred freddie", "alice alys | ali allie", "alison allison | ali allie", "amanda | mandy amy",
    "amelia emelia amalia | amy millie milly mia mel emmy", "anastasia anastazja | ana stacey nastya tasia stasia",
    "andrew andrzej andre | andy drew", "angela | angie ange", "angelina | angie lina",
    "ann anne anna | annie ania anya", "hannah hanna hana | han annie", "nancy | nan",
    "anthony antony antoni | tony ant toni antek", "antonia | toni", "archibald | archie",
    "arthur artur | art artie", "aurelia | aura relia", "beatrice beatrix | bea bee trixie",
    "benjamin | ben benny benji benjy", "bernadette | bernie", "bethany bethan | beth", "bradley | brad",
    "bronwen bronwyn | bron", "caitlin katelyn kaitlyn caitlyn | cait kate katie", "cameron kameron | cam",
    "caroline carolyn | caro carrie lina", "cassandra | cass cassie sandra",
    "catherine katherine katharine kathryn catharine cathryn katarzyna ekaterina | cat cathy kate katie kath kathy kat kitty kit kasia katya katy",
    "charles | charlie chas chuck carl charley", "charlotte | charlie lottie lotte char carly", "chiamaka | amaka",
    "chidera | dera", "chidi chidiebere | chi", "chinonso | nonso", "chinedu | nedu edu", "chioma | oma",
    "christian kristian | chris kris",
    "christina kristina christine kristine krystyna | chris chrissie tina christy kirsty krysia",
    "christopher kristofer krzysztof | chris topher kit kris krzys", "chukwuemeka | emeka chuks",
    "clementine | clem clemmie", "cornelius | neil con", "daniel danyal daniyal | dan danny dani",
    "daniella danielle daniela | dani ella dan", "david dafydd dawid davide | dave davey davy dai dewi",
    "deborah debra | deb debbie", "declan | dec", "delilah | lilah lila", "dominic dominik | dom nic",
    "dorothy | dot dottie dolly dora", "dylan | dyl", "ebenezer | eben",
    "edward eduard edouard | ed eddie eddy ted teddy ned", "edmund | ed eddie ned", "edwin | ed eddie win",
    "eleanor elinor elena | ellie nell nellie nora ella ellen lena ele",
    "elizabeth elisabeth elzbieta eilish | liz lizzie lizzy beth betty bess bessie eliza elsie libby lisa betsy ellie elise ela",
    "ella ela | ellie", "ellen | ellie nell", "emily emilie emilia | em emmy emmie millie milly emma",
    "emma | em emmy emmie", "emmanuel emanuel | manny emma manu", "esther ester | essie hettie", "ethan | eth",
    "evelyn eveline | evie eve lyn", "eva eve | evie", "ezekiel | zeke",
    "fatima fatimah fatema fatoumata | fati tima fatou", "felicity | flick fliss lissy",
    "fionnuala finnuala | nuala fin", "florence | flo florrie flossie", "frances | fran frankie francie",
    "francesca | fran frankie chess cesca", "francis francisco franciszek | frank frankie fran paco",
    "frederick frederic fryderyk | fred freddie freddy fredek", "gabriel | gabe gabby",
    "gabriella gabrielle gabriela | gabby gabs ella brielle", "geoffrey jeffrey | geoff jeff",
    "george jerzy giorgio | georgie jurek", "georgina georgia georgiana | georgie gina george",
    "gerald gerard gerrard | gerry jerry", "gregory grzegorz | greg gregor", "gurpreet | guri preet gopi",
    "gwendolen gwendoline gwenllian | gwen gwenno", "harpreet | preet harry", "harold | harry hal",
    "harriet harriett | hattie hatty harri", "harrison | harry harris", "helen helena halina | nell lena ellie hela",
    "henry henryk | harry hal hank", "henrietta | etta hettie hen", "hibatullah | hiba", "humphrey | humph",
    "hussain hussein husain hossain hosein | huss", "ibrahim ebrahim ibraheem | ibby ibi", "ifeoluwa | ife",
    "ignatius ignacy | iggy", "imogen | immy immie imo", "isaac izaak | zac ike",
    "isabel isabelle isobel isabell izabela | izzy izzie bella belle issy isa ibby iza",
    "isabella isabela izabella | izzy izzie bella isa issy belle ibby", "jack | jackie jacky",
    "jacob jakob jakub | jake jay kuba", "jacqueline | jackie jacqui", "james | jamie jim jimmy jimbo jem",
    "seamus shamus | shay", "jane jayne | janey janie", "janet | jan",
    "jasmine yasmin yasmine jasmin | jas jazz jaz yas", "jaspreet | jas preet", "jennifer | jen jenny jenni",
    "jeremy jeremiah | jem jerry jez", "jessica jessika | jess jessie jessy",
    "joanna joanne johanna | jo joey asia joasia", "johann johannes | hans", "john jon | johnny jonny jack jonnie",
    "sean shaun shawn", "ian iain", "jan | janek", "jonathan jonathon johnathan | jon jonny jonty nathan",
    "joseph josef jozef jose | joe joey jo jos jozek", "yusuf yousef yousuf youssef yusef | yus",
    "josephine | jo josie fifi", "joshua | josh", "judith | judy jude", "julia | jules jools", "julie | jules",
    "juliet juliette | jules", "julian | jules", "katrina catriona | kat trina", "kayleigh kayley kaylee | kay",
    "kenneth | ken kenny", "khadija khadijah khadeeja | dija", "kimberley kimberly | kim kimmy",
    "kwabena | kobby kobina", "kwadwo kojo | jojo", "kwame | kwams", "laura lora | laurie", "lauren | loz",
    "lawrence laurence | larry laurie lol loz", "leonard | len lenny leo", "leonardo leo | leo leon", "liam | lee",
    "lillian lilian liliana | lily lil lilly", "louis lewis luis | lou louie lew", "louise louisa luisa | lou lulu",
    "lucy lucie lucia | lu luce", "lukasz lucas lukas | luke luk", "luca luka", "lydia | lyd",
    "madeleine madeline madelaine magdalena | maddie maddy mads lena magda gosia", "malgorzata | gosia malgosia",
    "mateusz matthew mathew matteo mateo | matt matty mati",
    "margaret margarita | maggie meg peggy madge greta rita daisy mags", "maria marya | mia mari marysia",
    "mary | molly polly may", "marie | mimi", "miriam maryam mariam | mimi mim",
    "mariana marianna marianne | mari anna", "martha marta | mattie marty", "martin marcin | marty mart",
    "matilda mathilda | tilly tilda mattie", "maximilian maximillian | max maxi", "megan meghan meagan | meg megs",
    "melanie | mel", "melissa | mel lissa missy", "mercedes | sadie",
    "michael mikael michal mikhail miguel | mike mikey mick micky mickey misha", "michelle michele | shell shelly",
    "mikolaj nicholas nikolas nicolas nikolai | nick nicky nik mikolajek nico kolya", "millicent | millie milly",
    "mohammed muhammad mohammad mohamed muhammed mohamad mahomed muhammet mehmet mohd | mo moe mohd hamad",
    "monica monika | mon nika", "mustafa mustapha mostafa | musti", "naomi noemi | nay",
    "natalia natalie nathalie natalya | nat tali natasha", "natasha | tash tasha nat",
    "nathan nathaniel nathanael | nate nat nath", "nicola nicole nikola | nicky nikki nic nik",
    "nkechi nkechinyere | kechi kech", "noah noa", "nwabueze | bueze", "oliver olivier oliwier | ollie olly oli",
    "olivia oliwia | liv livvy livia ollie via", "olufemi oluwafemi | femi", "oluwadamilola damilola | dami lola",
    "oluwaseun seun | seun seyi", "oluwaseyi | seyi", "oluwatobi oluwatobiloba | tobi", "oluwatosin | tosin",
    "olumide | mide olu", "olayinka | yinka ola", "onyekachi | kachi onye", "oyinkansola | oyin kansola",
    "pamela | pam", "patricia patrycja | pat patsy tricia trish patty", "patrick padraig patryk | pat paddy rick",
    "penelope | penny nell", "percival | percy", "peter piotr pedro | pete petey piotrek",
    "philip phillip filip | phil pip", "philippa phillipa | pip pippa", "prudence | pru prue",
    "rachel rachael raquel | rach ray shelly", "raymond | ray", "rebecca rebekah | becca becky becks bex",
    "reginald | reg reggie", "rhiannon | rhi", "richard ryszard ricardo | rich rick ricky dick richie rysiek",
    "robert roberto | rob bob bobby robbie bert bobbie", "roderick | rod roddy", "ronald | ron ronnie",
    "rosalind rosalyn | ros rosie roz", "rosemary rosemarie | rose rosie romy", "rose rosa rosalie roza | rosie",
    "ruth | ruthie", "ryan | ry", "samantha | sam sammy sammie", "samuel | sam sammy",
    "sarah sara | sally sadie sal", "zara zahra zarah", "saoirse | seer", "sebastian | seb bas basty",
    "shannon | shan", "sidney sydney | sid syd", "simon szymon simeon | si", "siobhan shivaun | shiv",
    "sofia sophia zofia | sophie soph zosia fia", "sophie sofie sophy | soph", "stanislaw stanley | stan staszek",
    "stella", "mia", "lola", "ana", "lee", "ola", "lily lilly", "daisy", "molly", "polly", "may", "ray", "max",
    "jack", "harry", "charlie", "ben", "leon", "kit", "sandra", "tina", "nora", "nell", "belle", "bella", "carl",
    "tommy", "alec", "iggy", "nathan", "drew", "kat", "rita", "greta", "dora", "sally", "nancy", "jamie", "jake",
    "lena", "ade", "femi", "tony", "toni", "bernie", "rosie", "millie", "maggie",
    "stephanie stefanie stefania | steph steffi", "stephen steven stefan stephan szczepan | steve stevie ste",
    "susan suzanne susannah susanna zuzanna | sue susie suzie suzy zuzia sukie", "tabitha | tabby",
    "tamara tamar | tammy", "temitope | temi tope", "terence terrence | terry",
    "teresa theresa therese | terry tess tessa tracy resa", "thaddeus tadeusz | tad thad tadek",
    "theodore theodor teodor | theo ted teddy", "theodora | thea dora theo",
    "thomas tomas tomasz | tom tommy thom tomek", "timothy | tim timmy", "toluwani | tolu", "tolulope | tolu lope",
    "tobias | toby tobi", "valentina valentine | val tina", "valerie | val", "veronica weronika | ronnie vera nika",
    "victor wiktor | vic vik", "victoria wiktoria viktoria | vicky vicki vic tori wika",
    "vincent | vince vin vinnie", "virginia | ginny gina ginger", "vivian vivienne | viv", "walter | wally walt",
    "wilhelmina | mina billie willa",
    "william wilhelm willem guillaume guillermo gwilym | will bill billy willy liam willie wills",
    "wojciech | wojtek", "xiaoming | ming", "yetunde | yetty tunde", "ikechukwu | ike iyke", "yvonne | eve von",
    "zachary zachariah zachery zakariya zakaria | zac zach zak zack", "zainab zaynab zeinab zaynub | zee",
    "zsuzsanna | zsuzsi", "zoe zoey zoi | zo", "yasin yaseen | yas", "usman uthman osman othman | ussy",
    "umar omar omer | omi", "ali aly", "ahmed ahmad ahmet achmed | ahmy", "hassan hasan | has", "hamza hamzah",
    "khalid khaled", "sulaiman suleiman suleyman sulayman | suli", "solomon | sol solly", "youssra yusra",
    "noor nur nour", "layla leila laila leyla layla", "amina aminah ameena amena", "hafsa hafsah",
    "safiya safiyah safia", "jayden jaden jaydon", "aidan aiden ayden aodhan", "niamh neve neave neeve",
    "aoife eefa", "caoimhe keeva kiva", "cian kian keane", "eoin eoghan", "owen", "euan ewan ewen",
    "rhys reece rees reese", "sian shan", "carys cerys", "ffion fion", "llewelyn llewellyn | lew llew",
    "tomos | tom twm", "geraint | ger", "angharad | hari", "myfanwy | myf", "mccauley macauley macaulay mccaulay",
    "mackenzie mckenzie makenzie | kenzie mac",
};

struct Place {
    std::vector<Nickname> others;
    bool spelling = false;  // stands as a forename of its own
    int lines = 0;
};
using Table = std::unordered_map<std::u32string, Place>;

std::vector<std::u32string> words_of(std::string_view line) {
    std::vector<std::u32string> words;
    while (!line.empty()) {
        const std::size_t end = line.find(' ');
        if (end != 0) words.emplace_back(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(std::min(end, line.size())));
        line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
    }
    return words;
}

void add_line(Table& table, std::string_view line) {
    const std::size_t bar = std::min(line.find('|'), line.size());
    const auto spellings = words_of(line.substr(0, bar));
    const auto pets = bar == line.size() ? std::vector<std::u32string>{} : words_of(line.substr(bar + 1));
    const auto knows = [&](const std::u32string& of, const std::vector<std::u32string>& names, bool full) {
        std::vector<Nickname>& others = table[of].others;
        for (const std::u32string& name : names)
            if (name != of) others.push_back({name, full});
    };
    for (const std::u32string& name : spellings) {
        knows(name, spellings, false);
        knows(name, pets, false);
        table[name].spelling = true;
        ++table[name].lines;
    }
    for (const std::u32string& name : pets) {
        knows(name, spellings, true);
        ++table[name].lines;
    }
}

const Table& table() {
    static const Table names = [] {
        Table built;
        for (const std::string_view line : forenames) add_line(built, line);
        // A pet form says little of the full form where it is a forename itself or belongs to several.
        for (auto& [name, place] : built)
            for (Nickname& other : place.others) other.unsure = other.unsure && (place.spelling || place.lines > 2);
        return built;
    }();
    return names;
}

}  // namespace

std::span<const Nickname> nicknames_of(const std::u32string& forename) {
    const auto found = table().find(forename);
    return found == table().end() ? std::span<const Nickname>{} : std::span<const Nickname>{found->second.others};
}

}  // namespace consent
