"""Words that lead to others, in ten languages: a text that is cut never ends with one of them."""

from __future__ import annotations

# Articles, prepositions, conjunctions, pronouns that ask for a noun or verb, and auxiliary verbs.
BY_LANG = {
    "en": "a an the this that these those my your his her its our their whose and or but nor so yet if than as because"
    " while when where which who whom what how why though although unless until since whether of to in on at by for"
    " from with without into onto over under about after before between among through during against within upon per"
    " via like is are was were be been being am has have had do does did will would shall should can could may might"
    " must not no any some every each all both either neither such more most very too also just only even i we you he"
    " she they it there around across along behind below above beyond beside besides near off out up down toward"
    " towards till except despite rather",
    "de": "der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine dein sein seine ihr"
    " ihre unser unsere dieser diese dieses diesen diesem jeder jede jedes welche welcher welches und oder aber denn"
    " sondern wenn als wie weil dass ob damit obwohl während bevor nachdem in im an am auf aus bei beim mit nach von"
    " vom zu zum zur für durch gegen ohne um über unter vor hinter neben zwischen seit bis wegen trotz ist sind war"
    " waren bin wird werden wurde wurden hat haben hatte hatten kann können muss müssen soll sollen will wollen darf"
    " nicht auch nur sehr so noch schon mehr ich wir sie er es man sich",
    "fr": "le la les l' un une des du de d' ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur"
    " leurs et ou mais donc or ni car que qui quoi dont où si comme quand lorsque puisque parce à au aux en dans sur"
    " sous avec sans pour par entre vers chez depuis pendant avant après contre est sont était étaient être a ont avait"
    " avoir peut peuvent doit fait ne pas plus très aussi trop même tout toute tous toutes chaque je tu il elle on nous"
    " vous ils elles se s' n' qu' j'",
    "es": "el la los las un una unos unas lo al del este esta estos estas ese esa esos esas mi mis tu tus su sus"
    " nuestro nuestra y e o u pero sino ni que quien cual cuyo donde si como cuando porque aunque mientras a ante bajo"
    " con contra de desde durante en entre hacia hasta para por según sin sobre tras es son era eran ser está están ha"
    " han había puede pueden debe no muy más también tan todo toda todos todas cada se me te nos le les",
    "it": "il lo la i gli le l' un uno una un' del dello della dei degli delle dell' al allo alla ai agli alle all'"
    " dal dalla dai dalle nel nello nella nei nelle nell' sul sulla sui sulle questo questa questi queste quel quella"
    " mio mia tuo suo sua nostro e ed o oppure ma però né che chi cui se come quando perché mentre dove di a da in con"
    " su per tra fra senza verso è sono era erano essere ha hanno aveva può possono deve non più molto anche ogni tutto"
    " tutti si ci vi mi ti d' c'",
    "pt": "o a os as um uma uns umas do da dos das no na nos nas ao à aos às pelo pela pelos pelas este esta estes"
    " estas esse essa isso meu minha seu sua nosso e ou mas nem que quem qual onde se como quando porque embora"
    " enquanto de em com por para sem sob sobre entre até desde é são era eram ser está estão tem têm foi pode podem"
    " deve não muito mais também tão todo toda todos todas cada",
    "nl": "de het een deze dit die dat mijn jouw zijn haar ons onze hun en of maar want als dan toen omdat terwijl"
    " hoewel dat wie wat waar hoe in op aan bij met van voor naar uit over onder door tegen zonder tussen tot te om is"
    " was waren ben bent wordt worden werd heeft hebben had kan kunnen moet moeten zal zullen niet ook nog al zeer heel"
    " zo meer geen elke alle ik wij we je jij u hij zij ze er",
    "pl": "i a lub albo ale oraz ani że żeby aby gdy kiedy jeśli jak niż bo ponieważ chociaż który która które których"
    " w we z ze na do od o u po pod nad przed przez przy dla bez między za jest są był była było być ma mają może nie"
    " też tylko bardzo ten ta to te tego tej tym mój moja jego jej ich każdy wszystkie się",
    "ru": "и а но или либо да что чтобы если как когда где который которая которое которые потому хотя чем в во на с"
    " со к ко у о об от до из за по под над при для без между через про это этот эта эти тот та те мой моя его её их"
    " наш ваш не ни же ли бы был была было были есть быть может очень также только все весь каждый",
    "sv": "en ett den det de denna detta dessa min din sin hans hennes vår deras och eller men för att om som när där"
    " därför eftersom medan vad vem vilken hur i på av till från med utan under över mellan efter före genom mot hos"
    " är var varit blir har hade kan kunde ska skulle måste inte också bara mycket mer alla varje jag vi du han hon",
}
# In whatever language a text is: one that tells none, or a wrong one, is cut as well.
FUNCTION_WORDS = frozenset(word for words in BY_LANG.values() for word in words.split())


# Behind them a word is only the first of several: "as long as".
DEGREE_WORDS = frozenset(
    "as so too very more most less rather such how aussi plus tan tão più così so zu sehr zo te".split()
)


def leads_on(word: str) -> bool:
    """Whether *word* asks for another one behind it."""
    folded = word.casefold().replace("’", "'")
    return folded in FUNCTION_WORDS or folded.endswith("'")
