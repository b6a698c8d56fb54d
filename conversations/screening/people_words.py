"""The words of which the patterns for people are made, in es, fr, en and pt, without accents."""

from typing import Final

NAME: Final = r"(?-i:[A-Z][a-z]{1,19}(?:['-][A-Z][a-z]{1,19})?)"
FURTHER: Final = r"(?: (?:(?:de|del|de la|da|dos|do) )?" + NAME + r"){0,3}"
NAMES: Final = NAME + FURTHER
WORD: Final = r"[a-z]{2,20}(?:-[a-z]{2,20})?"
INITIALS: Final = r"(?-i:\b(?:[A-Z]\. ?){1,3}[A-Z]\b\.?)"

_COUNTED: Final = (
    r"once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte"
    r"|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf|vingt"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
    r"|doze|treze|catorze|dezesseis|dezessete|dezoito|dezenove|vinte"
)
YEARS: Final = r"\b(?:\d{1,2}|" + _COUNTED + r")"
AGE: Final = r"(?:" + YEARS + r"(?: anos| anitos| ans|[- ]years?[- ]olds?| yrs?)\b|\baged? \d\d?\b)"
# What follows years that are no age, and what goes before.
LASTED: Final = (
    r"^(?: ?- ?\d| (?:to|a|y|and|e|et|ou|o|or) \d"
    r"|,? (?:de|d'|of|em|en|in|na|no|sem|sin) ?(?:experiencia|experience|trabajo|trabalho|travail|work|existencia|existence|vigencia|carcel"
    r"|prision|prison|prisao|condena|servicio|service|historia|history|lucha|labor|vida institucional"
    r"|funcionamiento|implementacion|trayectoria|operacion)\b"
    r"|,? (?:despues|depois|apres|later|ago|antes|atras|seguidos|consecutivos)\b)"
)
SINCE: Final = (
    r"\b(?:hace|durante|desde|depuis|pendant|for|over|under|above|below|during|mas de|menos de|plus de"
    r"|moins de|mais de|menores? de|mayores? de|entre|between|hasta|jusqu'a|ate|ultimos|ultimas|last"
    r"|past|proximos|next|tras|apres|after|apos|cada|within|los|las|les|os|to|a|y|e|et|and|-)"
    r" ?(?:los |las |les )?$"
)

YOUNG: Final = (
    r"(?:nin[ao]|chic[ao]|muchach[ao]|joven|jovencit[ao]|adolescente|menor|bebe|girl|boy|teenager|child"
    r"|fille|fillette|garcon|gamine?|jeune|adolescente?|enfant|menin[ao]|garot[ao]|moca|rapaz|jovem"
    r"|crianca)"
)
ADULT: Final = (
    r"(?:mujer|hombre|senora?|senorita|woman|man|lady|femme|homme|dame|mulher|homem|senhora?)"
)
HARMED: Final = (
    r"(?:victima|sobreviviente|usuari[ao]|beneficiari[ao]|paciente|victim|survivor|client|victime"
    r"|survivante?|rescapee?|vitima|sobrevivente|petite?|jeunes?)"
)
KIN: Final = (
    r"(?:herman[ao]|hermanit[ao]|hij[ao]|hijastr[ao]|niet[ao]|sobrin[ao]|prim[ao]|ti[ao]|mama|papa"
    r"|madre|padre|abuel[ao]|espos[ao]|marido|novi[ao]|cunad[ao]|amig[ao]|vecin[ao]|sister|brother"
    r"|daughter|son|niece|nephew|cousin|aunt|uncle|mother|father|wife|husband|friend|neighbou?r"
    r"|girlfriend|boyfriend|soe?ur|frere|fille|fils|mere|pere|tante|oncle|cousine?|mari|femme|amie?"
    r"|voisine?|irma|irmao|filh[ao]|mae|pai|sobrinh[ao]|tia|tio|marido|vizinh[ao]|namorad[ao])"
)
MINE: Final = (
    r"\b(?:mi|tu|su|nuestr[ao]|my|your|his|her|our|their|ma|mon|sa|son|ta|ton|notre|leur|minha|meu"
    r"|sua|seu|noss[ao])"
)
ONE: Final = (
    r"\b(?:una?|la|el|est[ae]|aquella|a|an|the|this|one|une?|le|l'|cette|ce|uma?|o|essa|esta)"
)
CALLED: Final = (
    r"(?:llamad[ao]|de nombre|se llama(?:ba)?|named|called|nommee?|prenommee?|s'appel(?:le|ait)"
    r"|chamad[ao]|se chama(?:va)?|de nome)"
)
SELF: Final = r"\b(?:me llamo|mi nombre es|je m'appelle|my name is|me chamo|meu nome e)"
STORY: Final = (
    r"\b(?:caso|historia|testimonio|vida|case|story|testimony|cas|histoire|temoignage|depoimento"
    r"|relato)"
)
OF: Final = r"(?:de|del|of|d'|da|do)"
FROM: Final = r"(?:de|from|en|in|a|em|d'|originaria de|originario de|que vive en|who lives in)"
PLACE: Final = r"(?-i:(?:el |El |la |La |los |Los |las |Las |le |Le |Les )?[A-Z][a-z]{2,19})"

MADE_UP: Final = (
    r"\b(?:personaje|cuento|obra de teatro|novela|dramatizacion|historieta|cartilla|play|fictional"
    r"|fictitious|character|novel|personnage|conte|roman|livret|fictive|cartilha|personagem|ficcao)\b"
)
WHAT_IS_BORN_TOO: Final = (
    r"\b(?:red|programa|proyecto|fundacion|iniciativa|practica|mesa|campana|ley|casa|comite|colectivo"
    r"|organizacion|asociacion|institucion|unidad|network|project|program|programme|law|organisation"
    r"|organization|practice|reseau|projet|loi|association|pratique|rede|projeto|lei|associacao)\b"
)
