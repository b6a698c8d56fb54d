"""Words by which somebody tells that one other person is being harmed, in es, fr, en and pt.

One person, and now: "su papá la golpea", "a girl told me …". Practices speak of many ("mujeres
golpeadas") or of whoever it may be ("cuando una niña está en peligro"), and are not meant.
"""

from typing import Final

from conversations.screening.flat import find, has

_SOME: Final = r"(?:[\w'-]+ ){0,5}?"
_NEARLY: Final = r"[^.!?;]{0,90}?"

# Those who are near enough to do harm, and those it is done to.
_ES_BY: Final = r"(?:papa|hij[oa]|padre|padrastro|mama|madre|madrastra|ti[oa]|abuel[oa]|herman[oa]|hermanastro|prim[oa]|cunado|suegr[oa]|marido|espos[oa]|novi[oa]|pareja|ex|patron|patrona|jef[ea]|profesor|maestro|entrenador|pastor|cura|vecino|hombre|senor|tipo)"
_ES_ONE: Final = r"(?:nin[ao]|nenit?[ao]|chic[ao]|muchach[ao]|joven|jovencita|adolescente|menor|bebe|mujer|senora|persona|alumn[ao]|estudiante|paciente|companer[ao]|vecin[ao]|amig[ao]|herman[ao]|hermanit[ao]|hij[ao]|sobrin[ao]|prim[ao]|niet[ao]|ti[ao]|mama|madre|abuela|novia|esposa)"
_FR_BY: Final = r"(?:papa|fils|pere|beau-pere|maman|mere|belle-mere|oncle|tante|grand-pere|frere|demi-frere|cousine?|beau-frere|mari|conjoint|compagnon|copain|petit ami|ex|patronn?e?|chef|professeur|entraineur|pasteur|pretre|voisin|homme|monsieur|type)"
_FR_ONE: Final = r"(?:fille|fillette|petite|garcon|enfant|gamine?|jeune|adolescente?|ado|mineure?|bebe|femme|dame|personne|eleve|etudiante|patiente|camarade|collegue|voisine?|amie|copine|so?eur|frere|fils|niece|neveu|cousine?|tante|mere|maman)"
_EN_BY: Final = r"(?:dad|son|daddy|father|stepfather|stepdad|mum|mom|mother|stepmother|stepmum|stepmom|uncle|aunt|grandfather|grandpa|brother|stepbrother|cousin|brother-in-law|husband|boyfriend|partner|ex|boss|employer|teacher|coach|pastor|priest|neighbou?r|man|guy|pimp|madam)"
_EN_ONE: Final = r"(?:girl|boy|child|kid|teenager|teen|baby|woman|lady|person|student|pupil|patient|classmate|colleague|neighbou?r|friend|sister|brother|daughter|son|niece|nephew|cousin|aunt|mother|mum|mom)(?:'s (?:daughter|son|child|wife|girl|boy))?"
_PT_BY: Final = r"(?:pai|filh[oa]|padrasto|mae|madrasta|ti[oa]|avo|irmao|irma|prim[oa]|cunhado|sogr[oa]|marido|espos[oa]|namorad[oa]|companheiro|parceiro|ex|patrao|patroa|chefe|professor|treinador|pastor|padre|vizinho|homem|senhor|cara)"
_PT_ONE: Final = r"(?:menin[ao]|garot[ao]|moca|rapaz|jovem|adolescente|menor|bebe|crianca|mulher|senhora|pessoa|alun[ao]|estudante|paciente|colega|vizinh[ao]|amig[ao]|irmao?|filh[ao]|sobrinh[ao]|prim[ao]|net[ao]|ti[ao]|mae|avo|namorada)"

_ES_HELD: Final = r"(?:encerrad|secuestrad|amarrad|atad|cautiv|amenazad|retenid)[oa]\b"
_ES_HARMED: Final = r"(?:golpead|violad|abusad|maltratad|amenazad|obligad|forzad|explotad|vendid|prostituid|encerrad|secuestrad|acosad|manosead)[oa]\b"
_ES_HARM: Final = r"(?:viol|golpe|peg|maltrat|amenaz|toc|manose|lastim|drog|acos|explot)(?:a|an|o|aron|aba|aban|ando)\b"
_ES_FORCE: Final = r"(?:encierran?|encerraron?|encerraba|oblig(?:an?|o|aban?|ando)|fuerzan?|prostituyen?|venden? (?:a|por|en (?:un|el) bar|en la calle)|va a matar|quieren? (?:matar|vender))\b"
_ES_DO: Final = (
    r"(?:no (?:la|lo) dejan? (?:salir|hablar|ver a)\b|"
    rf"(?:la|lo|le) (?:estan? |sigue )?(?:{_ES_HARM}|{_ES_FORCE}|(?:tienen?|mantienen?) {_ES_HELD}))"
)
_ES_ABUSE: Final = r"abus(?:a|an|o|aba) (?:sexualmente )?de (?:ella|el|la|una?|mi|su)\b"
_ES_STATE: Final = rf"(?:(?:esta|corre|se encuentra)(?: \w+)? (?:(?:en )?(?:gran |mucho )?peligro\b|{_ES_HELD}|siendo {_ES_HARMED})|es {_ES_HARMED} por su\b)"

_FR_HELD: Final = r"(?:enfermee?|sequestree?|retenue?|prisonniere?|menacee?|attachee?)\b"
_FR_HARMED: Final = r"(?:battue?|frappee?|violee?|abusee?|maltraitee?|menacee?|forcee?|exploitee?|vendue?|enfermee?|sequestree?|harcelee?)\b"
_FR_DO: Final = r"(?:(?:la|le|l'|lui) ?(?:est en train de )?(?:(?:frappe|viole|maltraite|menace|touche|enferme|sequestre|force|oblige|prostitue|drogue|harcele|exploite|cogne)(?:nt)?|(?:frapp|viol|menac|touch|enferm|forc)e?ait|bat|battent|battait|vend a|vendent a|retient|retiennent|tape|fait du mal|a (?:violee?|frappee?|battue?|enfermee?))\b|veut la (?:tuer|vendre)\b|en train de (?:la|le) (?:frapper|battre|violer)\b)"
_FR_ABUSE: Final = r"(?:abuse(?:nt)?|abusait|a abuse) (?:sexuellement )?(?:d'elle|de (?:lui|la|sa|son|ma|mon)|d'une?)\b"
_FR_STATE: Final = rf"(?:est (?:\w+ )?(?:en (?:grand )?danger\b|{_FR_HELD})|se fait (?:battre|frapper|violer|menacer|abuser)\b|est (?:\w+ )?{_FR_HARMED} par s(?:on|a)\b)"

_EN_HER: Final = r"her(?: ?$| ?[,):]| (?:every|all|at|with|when|and|or|but|in|on|so|because|if|up|hard|again|now|to|daily|often|badly|a lot|since|for|while|until|almost|there|here|too|after|from|like|each|inside|down|sexually|constantly)\b)"
_EN_DO: Final = rf"(?:(?:(?:beat|hit|hurt|rape|abuse|touche|molest|threaten|lock|force|sell|harm|hold|kick|punche|drug|slap|choke)s?|(?:rap|abus|touch|molest|threaten|lock|forc)ed|(?:is|are|was|keeps?|has been) (?:still )?(?:beating|hitting|hurting|raping|abusing|touching|molesting|threatening|locking|forcing|selling|holding)|wants to (?:kill|sell)|is going to (?:kill|sell)) (?:him\b|{_EN_HER})|(?:is making|makes|made) (?:her|him) (?:sell (?:her|him)self|sleep with|have sex|beg|steal)\b)"
_EN_STATE: Final = r"(?:is|'s) (?:\w+ )?(?:in (?:\w+ )?danger\b|(?:being )?(?:locked|trapped|held (?:captive|hostage|against|in|by)|kidnapped|threatened)\b|being (?:\w+ )?(?:beaten|hit|hurt|raped|abused|forced|sold|exploited|trafficked|molested|touched)\b)"

_PT_HELD: Final = r"(?:trancad|sequestrad|amarrad|ameacad|pres[oa] (?:em|na|no) |mantid)"
_PT_HARMED: Final = r"(?:agredid|espancad|estuprad|violentad|abusad|maltratad|ameacad|obrigad|forcad|explorad|vendid|trancad|mantid)[oa]\b"
_PT_DO: Final = r"(?:(?:bate|batem|batia|bateu|abusa|abusam|abusava|abusou) (?:muito |sexualmente )?(?:nel[ea]|del[ea]|na|no|da|do)\b|(?:toca|passa a mao|mexe) n?el[ea]\b|(?:toca|passa a mao) nel[ea]\b|(?:a|o|lhe) (?:esta )?(?:agride|espanca|estupra|violenta|ameaca|tranca|obriga|forca|maltrata|toca|viola)m?\b|(?:a|o) vendem? (?:a|para|por)\b|(?:agride|espanca|estupra|violenta|ameaca|tranca|obriga|forca|maltrata)m? (?:ela|ele)\b|quer mata-l[ao]\b)"
_PT_STATE: Final = rf"(?:(?:esta|ta|corre|se encontra)(?: \w+)? (?:(?:em )?(?:grande )?perigo\b|{_PT_HELD}|sendo {_PT_HARMED})|e {_PT_HARMED} pel[ao]\b|(?:esta|ta) apanhando\b)"

_HARM_IN_ANY: Final = rf"(?:{_ES_DO}|{_ES_ABUSE}|{_ES_STATE}|{_FR_DO}|{_FR_ABUSE}|{_FR_STATE}|{_EN_DO}|{_EN_STATE}|{_PT_DO}|{_PT_STATE})"
# What somebody said to the one who writes, or what happens to one of their own: never in general.
_SURE: Final = (
    rf"\b(?:me|nos) (?:acaba de )?(?:dijo|conto|confeso|confio|escribio|decir|contar|ha (?:dicho|contado)){_NEARLY}\b{_HARM_IN_ANY}",
    rf"\b(?:m'a|nous a) (?:dit|raconte|confie|avoue|ecrit|appris){_NEARLY}(?:\b|'){_HARM_IN_ANY}",
    rf"\b(?:told|texted|confided (?:in|to)|wrote to|confessed to|said to) (?:me|us){_NEARLY}(?:\b|'){_HARM_IN_ANY}",
    rf"\b(?:me|nos) (?:disse|contou|falou|confessou|escreveu){_NEARLY}\b{_HARM_IN_ANY}",
    rf"\bmi {_ES_ONE} {_SOME}(?:{_ES_STATE}|{_ES_DO})",
    rf"\b(?:ma|mon) {_FR_ONE} {_SOME}(?:{_FR_STATE}|(?:par )?{_FR_DO})",
    rf"\bmy {_EN_ONE},? ?{_SOME}(?:{_EN_STATE}|{_EN_DO})",
    rf"\b(?:minha|meu) {_PT_ONE} {_SOME}(?:{_PT_STATE}|{_PT_DO})",
)
_LIKELY: Final = (
    rf"\b(?:una?|otr[ao]|la|el|al|del|est[ae]|es[ae]|aquel|aquella|su|tu|nuestr[ao]) {_ES_ONE},? {_SOME}(?:{_ES_STATE}|{_ES_DO})",
    rf"\bhay una? {_ES_ONE} (?:que (?:esta|tienen) )?(?:en peligro\b|{_ES_HELD})",
    r"\b(?:alguien|ella) (?:esta|corre) (?:en )?peligro\b",
    rf"\b(?:su|el|la|un|ese|este) {_ES_BY} {_SOME}(?:{_ES_DO}|{_ES_ABUSE})",
    rf"\b(?:el|ella|ellos) {_ES_DO}|\b(?:la|lo) (?:estan (?:golpe|viol|amenaz|oblig|maltrat)ando|tienen? {_ES_HELD})|\bque (?:no (?:la|lo) dejan? salir\b|tienen? (?:a )?(?:\w+ ){1,3}?encerrad)",
    rf"\b(?:une?|l'|la|le|cette|cet|ce|sa|son|notre|votre) ?{_FR_ONE},? {_SOME}(?:{_FR_STATE}|{_FR_DO})",
    rf"\b(?:il y a|j'ai vu|je connais) une? {_FR_ONE} (?:qui est )?(?:en danger\b|{_FR_HELD})",
    r"\b(?:quelqu'un|elle) est en danger\b",
    rf"\b(?:son|sa|le|la|l'|un|cet|ce) ?{_FR_BY} {_SOME}(?:{_FR_DO}|{_FR_ABUSE})|\bils? {_FR_DO}",
    rf"\b(?:an?|the|this|that|one|his|her|our|their|your) (?:\w+ ){{0,2}}?{_EN_ONE},? ?{_SOME}{_EN_STATE}",
    rf"\bthere(?:'s| is) an? (?:\w+ )?{_EN_ONE} (?:who is |being )?(?:in danger|locked|trapped|held)\b",
    r"\b(?:someone|somebody|she|he) is in (?:\w+ )?danger\b|\bshe is being (?:beaten|raped|abused|forced|held|sold|threatened)\b",
    rf"\b(?:his|her|the|a|this|that|their) {_EN_BY} {_SOME}{_EN_DO}|\b(?:he|she|they) {_EN_DO}",
    rf"\b(?:uma?|outr[ao]|[ao]|essa|esta|esse|este|aquel[ea]|sua|seu|noss[ao]) {_PT_ONE},? {_SOME}{_PT_STATE}",
    rf"\b(?:tem|ha|conheco|vi) uma? {_PT_ONE} (?:que esta )?(?:em perigo\b|{_PT_HELD})",
    rf"\b(?:alguem|ela) esta (?:em perigo|sendo {_PT_HARMED})",
    rf"\b(?:[oa]|seu|sua|um|uma|esse|este) {_PT_BY} {_SOME}{_PT_DO}|\bel[ea]s? {_PT_DO}",
)  # fmt: skip
_ANYBODY: Final = rf"(?:{_ES_ONE}|{_FR_ONE}|{_EN_ONE}|{_PT_ONE})"
_IN_GENERAL: Final = (
    # Whenever, whoever, and what may not be.
    r"\b(?:cuando|si|quand|s'ils?|s'elles?|lorsque|if|when|whenever|whether|unless|before|quando|en caso|em caso|in case|au cas|antes de que|antes que|para que|pour que|so that)\b[^,:]*$",
    r"\b(?:lorsqu'|des qu'|avant qu'|pour qu')[^,:]*$|\b(?:no|nao|not|isn't|n'est pas) (?:esta|corre|in|en)\b",
    r"\b(?:se|caso) (?:uma?|[ao]|alguem|el[ea]|seu|sua|voce|ess[ae])\b[^,:]*$",
    rf"\b(?:tod[ao]|cada|toute?|chaque|any|every|each|cualquier|qualquer|ningun[ao]?|nenhuma?|aucune?|no) {_ANYBODY}\b[^,:]*$",
    r"\b(?:que (?:hacer|faire|fazer)|what to do|how to|comment|como (?:actuar|responder|reconocer|reconhecer|ayudar|ajudar|saber|agir))\b",
    # A person of a tale, a sign that is taught, a share of many.
    r"\b(?:senal|senales|signos?|indicios?|signs?|signes?|sinal|sinais|reconocer|detectar|identificar|recogni[sz]e|reconnaitre|reperer|reconhecer|ensen\w+|aprenden?|capacita\w*|apprennent|apprendre|learns?|teach(?:es|ing)?|trains|training|ensina\w*|aprendem?|protocol\w*|cuento|obra|dramatizacion|personaje|pelicula|ejemplo|example|exemple|exemplo|conte|film|movie|play|story|conto|filme)\b",
    r"\b(?:cada|every|chaque|a cada|toutes les) (?:\w+ )?(?:horas?|hours?|heures?|minut[oe]s?|segundos?|seconds?)\b|\b\d+ (?:%|de cada|out of|sur|em cada)",
)  # fmt: skip
# Who does not know whether, or what to do, speaks of somebody in particular.
_UNSURE: Final = r"\b(?:no se|nao sei|sais pas|don't know|do not know|not sure|dont know) (?:si|se|if|whether|que|o que|what|how|quoi|como|comment)\b"
_WHO: Final = r"\b(?:que|qui|who|that) (?:esta|corre|est|is|se encuentra|es|e)\b[^.!?;]*$"
_KNOWN: Final = r"\b(?:conozco|vi|veo|oigo|escucho|hay|i know|i saw|i hear|there's|there is|je connais|j'ai vu|je vois|j'entends|il y a|conheco|vejo|ouco|tem|ha|dice|cuenta|dit|says|said|diz|conta)\b"
_NEAR: Final = 300  # characters up to the danger in which it may be said of whom
_SENTENCE: Final = r"[^.!?;]+"


def told_of_another(flat: bytes) -> bool:
    """Tell whether a text may speak of one other person who is being harmed now."""
    return any(_speaks(sentence[0]) for sentence in find(_SENTENCE, flat))


def _speaks(sentence: bytes) -> bool:
    return any(has(cue, sentence) for cue in _SURE) or any(
        not _is_general(sentence[max(0, match.end() - _NEAR) : match.end()])
        for cue in _LIKELY
        for match in find(cue, sentence)
    )


def _is_general(told: bytes) -> bool:
    """Tell what is said of whoever it may be by the words up to the danger."""
    if has(_WHO, told) and not has(_KNOWN, told):
        return True
    return not has(_UNSURE, told) and any(has(sign, told) for sign in _IN_GENERAL)
