// SPDX-License-Identifier: Apache-2.0
#include "words/plain_words.hpp"

namespace consent {

std::span<const PlainWordList> plain_function_words() noexcept {
    static constexpr PlainWordList lists[] = {
        {plain::determiner,
         "the a an this that these those my your his her its our their some any no every each all both either "
         "neither another other others such what which whose much many more most few fewer less least several "
         "enough own same one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
         "hundred hundreds thousand half first second third last next dozen whatever whichever various plenty lots"},
        {plain::pronoun,
         "i me you he him she it we us they them mine yours hers ours theirs myself yourself himself herself itself "
         "ourselves yourselves themselves who whom someone somebody anyone anybody everyone everybody nobody none "
         "something anything everything nothing ill im ive youre youll youve weve theyre theyll theyve hes shes "
         "thats whats whos lets"},
        {plain::preposition,
         "of in on at by for with from to into onto upon about above across after against along alongside amid "
         "among around as before behind below beneath beside besides between beyond but despite down during except "
         "inside like near off opposite out outside over past per round since than through throughout till toward "
         "towards under underneath until up versus via while within without plus"},
        {plain::conjunction,
         "and or nor so yet if because although though unless whereas whether when whenever where wherever why how "
         "that"},
        {plain::auxiliary,
         "am is are was were be been being have has had having do does did doing done isnt arent wasnt werent hasnt "
         "havent hadnt dont doesnt didnt"},
        {plain::modal,
         "will would shall should may might can could must ought cannot cant wont wouldnt shouldnt couldnt mustnt "
         "need dare"},
        {plain::adverb,
         "not never always often sometimes usually rarely ever also too very quite rather really just only even "
         "still already again soon now then there here today tomorrow yesterday tonight together away back home "
         "well once twice later earlier ago almost perhaps maybe please indeed however therefore instead otherwise "
         "meanwhile finally first firstly secondly lastly yes no ok okay hard fast early late straight ahead apart "
         "aside alone abroad anyway everywhere somewhere nowhere anywhere forward forwards backwards far further "
         "least"},
        {plain::greeting,
         "hello hi hey hiya dear welcome congratulations congrats thanks thank cheers bravo goodbye bye farewell "
         "kudos introducing meet presenting diolch llongyfarchiadau croeso happy"},
        {plain::title,
         "mr mrs ms miss mx dr doctor sir madam maam lady lord dame prof professor reverend rev revd father sister "
         "brother coach captain master nurse teacher headteacher auntie aunty aunt uncle granny grandma grandad "
         "nanny pastor imam rabbi chaplain councillor cllr mayor governor mme mlle monsieur herr frau senor senora "
         "ustadh ustadha pc sgt"},
        {plain::foreign,
         "le la les de des du un une et en au aux il el los las y del der die das den dem ein eine und zu im am van "
         "von het een lo gli di da do dos e o os um uma al ar yr ac fi ti ni chi nhw w z na po od za je to se si a"},
        {plain::auxiliary | plain::verb,
         "get gets got getting let lets keep keeps kept go goes going come comes coming"},
    };
    return lists;
}

}  // namespace consent
