"""Words by which somebody may say that a person is in danger now, in es, fr, en and pt.

They are words of people who speak of themselves, or of one person near them, at this moment. Who
describes a practice speaks of many, and of what was: "mujeres obligadas a", "girls who are forced".
What stands between quotation marks was said by somebody else.
"""

from typing import Final

from conversations.screening.flat import find, flatten, has
from conversations.screening.told import told_of_another

_END: Final = r"(?:[.,;!?]|$)"
_SPANISH: Final = (
    r"\b(?:abus(?:a|an|o|aba|aron)|aprovech(?:a|an|o|aron)) (?:sexualmente )?de mi\b",
    r"\bme (?:manose|estan? manose|acos)(?:an?|o|aba|aron|ando)\b|\bme (?:esta )?(?:tocando|golpeo|golpearon|golpeaba|pego|pegaron|pegaba|violaba|obligaba|encerro|encerraron)\b",
    r"\b(?:mi|el|un|ese) (?:papa|mama|madre|padre|padrastro|ti[oa]|abuelo|herman[oa]|hermanastro|prim[oa]|cunado|novio|marido|esposo|patron|jefe|profesor|maestro|entrenador|pastor|cura|vecino|hombre|senor) (?:\w+ ){0,5}?me (?:toca|tocan|toco|tocaba|obliga|fuerza|vende|vendio)\b|\bme (?:ofrecen?|piden?|exigen?) (?:\w+ ){0,4}?fotos (?:\w+ ){0,2}?(?:desnud|intimas|sin ropa)|\bme hacen? cosas (?:que no|feas|malas|raras)",
    r"\b(?:fui|he sido|estoy siendo|soy) (?:violad|abusad|golpead|manosead|amenazad|obligad|vendid|explotad)[oa]\b",
    r"\bme (?:tienen?|tenian?|mantienen?) (?:\w+ ){0,2}?(?:encerrad|amenazad|retenid|secuestrad|amarrad|atrapad|vigilad|atad|cautiv|trabajando sin)",
    r"\bme (?:obligan?|fuerzan?|estan? obligando) a\b",
    r"\bnos (?:obligan?|fuerzan?) a (?:trabajar|prostituir|vender|acostar|tener|estar con|mendigar|robar)",
    r"\bme (?:pegan?|golpean?|violan?|violaron|violo|maltratan?|amenazan?|encierran?|drogan?|tocan? (?:sin|el cuerpo|a la fuerza)|estan? (?:pegando|golpeando|violando|amenazando|siguiendo))\b",
    r"\bme (?:quitaron|quito|quitan?|robaron|retienen?|tienen?|escondieron|escondio) (?:todos )?(?:mis?|el|los|la) (?:pasaportes?|documentos?|papeles|celular|telefono|identificacion|cedula|dni)\b",
    r"\bno (?:me|nos) (?:dejan?|permiten?) (?:salir|ir|irme|irnos|hablar|comer|dormir|llamar|escapar)",
    r"\b(?:me quiero|quiero|quisiera|ganas de) (?:morir|morirme|matar|matarme|suicidarme|quitarme la vida|desaparecer) ?"
    + _END,
    r"\b(?:ya no|no) quiero (?:seguir )?(?:vivir|viviendo|estar viv[oa])\b",
    r"\b(?:me|nos) (?:va|van|quieren?) (?:a )?(?:matar|hacer dano|golpear|pegar|vender)\b",
    r"\b(?:ayudenme|ayudeme|ayudame|salvenme|rescatenme|saquenme|sacame de aqui)\b(?: por favor)? ?"
    + _END,
    r"\b(?:estoy|estamos) (?:\w+ )?(?:encerrad|secuestrad|retenid|atrapad|amenazad)[oa]s?\b",
    r"\b(?:estoy en peligro|estamos en peligro|corro peligro|mi vida (?:corre|esta en) peligro)\b",
    r"\bnecesito (?:ayuda|auxilio)(?: \w+)? (?:urgente|urgentemente|ya|ahora|por favor)\b",
    r"\bnecesito (?:salir de aqui|escapar)\b",
    r"\btengo mucho miedo\b|\btengo miedo (?:de (?:el|mi|que me|que nos|morir|volver)|a mi|por mi)\b|\btengo miedo ?"
    + _END,
    r"\bsi (?:me voy|hablo|escapo|me escapo|denuncio|digo algo|se entera)\b.{0,60}\b(?:mata|matar|matan|dano|pega|pegar|golpe|lastim|me va mal|me va a ir mal)",
    r"\bno me pagan?\b.{0,60}\b(?:debo|deuda|documentos|papeles|salir|irme|encierr)",
    r"\bno (?:se como|puedo) (?:salir|escapar) de (?:aqui|esto|esta casa|este lugar)\b",
    r"\b(?:ya )?no aguanto (?:mas|estar aqui|esta vida)\b|\bmejor (?:no estar|estar muert[oa])\b",
    r"\bmi (?:hij|herman|prim|sobrin|amig|niet)[oa] (?:\w+ )?(?:no aparece|desaparecio|esta desaparecid|esta en peligro|esta secuestrad)",
    r"\bse llevaron a mi (?:hij|herman|prim|sobrin|amig|niet)[oa]\b",
    r"\b(?:ahora mismo|ahorita|en este momento)\b.{0,60}\b(?:encerrad|golpeando|violando|en peligro|amenazad)",
    r"\b(?:encerrad|golpeando|violando|en peligro|amenazad).{0,60}\b(?:ahora mismo|ahorita|en este momento)\b",
)
_FRENCH: Final = (
    r"\b(?:abuse(?:nt)?|abusait|a abuse|ont abuse|profite(?:nt)?|a profite) (?:sexuellement )?de moi\b",
    r"\b(?:m'a|m'ont) (?:violee?|frappee?|battue?|enfermee?|menacee?|agressee?|sequestree?|touchee? (?:de force|partout|sous))\b|\bje (?:suis|me fais|ai ete) (?:battue?|battre|frappee?|frapper|violee?|violer|abusee?|agressee?|agresser|harcelee?|harceler) ?(?:par|,|$|tous|chaque|a la maison)",
    r"\b(?:me |m')(?:force|forcent|oblige|obligent|frappe|frappent|bat|battent|menace|menacent|viole|violent|retient|retiennent|enferme|enferment|sequestre|sequestrent|touche|touchent)\b",
    r"\bje suis (?:\w+ )?(?:enferme|sequestre|retenue? (?:ici|de force)|prisonni|en danger|coincee? ici|menace)",
    r"\b(?:pris|confisque|vole|garde|cache) (?:mon|mes|tous mes) (?:passeport|papiers|telephone|documents)\b",
    r"\b(?:m'a|m'ont) (?:pris|confisque|vole) (?:mon|mes|le|les) (?:passeport|papiers|telephone|documents)\b",
    r"\bje (?:veux|voudrais|vais) (?:mourir|me tuer|me suicider|en finir|disparaitre)\b",
    r"\bj'ai envie de (?:mourir|me tuer|disparaitre|en finir)\b|\bje (?:ne )?veux plus vivre\b",
    r"\baidez[- ]moi(?: s'il vous plait)? ?"
    + _END
    + r"|\bau secours ?"
    + _END
    + r"|\bsauvez[- ]moi\b",
    r"\bj'ai besoin d'aide (?:urgente?|maintenant|tout de suite|vite)\b",
    r"\b(?:va|vont|veut|veulent) (?:me|nous) (?:tuer|frapper|vendre|faire du mal)\b",
    r"\bje (?:ne )?peux pas (?:sortir|partir|m'echapper|m'enfuir)\b|\b(?:me|m') ?(?:laisse|laissent|empeche|empechent) (?:pas|de) (?:sortir|partir)\b",
    r"\bj'ai (?:tres |trop |tellement )?peur(?: de (?:lui|mon|rentrer|mourir)\b| qu'ils?\b| ?"
    + _END
    + r")",
    r"\bsi je (?:pars|parle|m'enfuis|dis)\b.{0,60}\b(?:tuer|tuent|mal a|frapper|frappent|battre)",
    r"\bil me (?:surveille|suit) (?:tout le temps|partout|sans cesse)\b|\bne me paie(?:nt)? (?:pas|plus) et\b",
    r"\bma (?:fille|so?e?ur|cousine|niece) (?:a disparu|a ete enlevee|est en danger)\b",
)
_THEM: Final = r"\b(?:they|he|she|boss|employer|husband|boyfriend|stepfather|father|uncle|man|woman|people|someone|pimp|madam)"
_ENGLISH: Final = (
    r"\bmy (?:own )?(?:dad|daddy|father|stepfather|stepdad|mum|mom|mother|stepmother|uncle|aunt|grandfather|grandpa|brother|stepbrother|cousin|husband|boyfriend|partner|ex|boss|teacher|coach|pastor|priest|neighbou?r) (?:[\w']+ ){0,8}?(?:touch|abus|molest|rap|beat|hit|hurt|lock|threaten|grop|forc|sell)\w* me\b",
    r"\b(?:he|she|they|man|someone|somebody) (?:\w+ ){0,2}?(?:touch(?:es|ed)|touching|touch|molest\w*|grop\w*) me\b",
    r"\bi(?: am|'m|m) (?:still )?being (?:abused|raped|beaten|hit|hurt|molested|exploited|sold|followed|stalked)\b|\bi (?:was|got|have been) (?:raped|molested|sexually abused|abused by|beaten by)\b",
    _THEM
    + r" (?:still )?(?:took|takes?|have|has|kept|keeps?|holds?|stole|hid|confiscated) (?:all )?my (?:passport|papers|documents|id|phone)\b",
    _THEM
    + r" (?:\w+ ){0,2}?(?:forc|beat|hit|hurt|threaten|rap|lock|sell|abus|follow|keep)\w* (?:me|us)\b",
    r"\bi(?: am|'m|m) (?:\w+ )?(?:locked|trapped|kidnapped|held (?:here|in)|in danger|being held|not allowed to (?:leave|go)|forced to|threatened)",
    r"\bwe (?:are|'re) (?:locked|trapped|kidnapped|held (?:here|in)|in danger|not allowed to (?:leave|go))",
    r"\b(?:won't|wont|don't|dont|do not|will not|doesn't|does not|never) let (?:me|us) (?:leave|go|out|call|speak|eat|sleep)\b",
    r"\bi (?:can't|cant|cannot|can not) (?:leave|get out|escape|go out)\b",
    r"\bi (?:want|wanna|am going|am gonna|'m going) ?(?:to )?(?:die|kill myself|end my life|end it all|disappear)\b|\bkill(?:ing)? myself\b",
    r"\bi (?:don't|dont|do not) want to (?:live|be alive|wake up)\b",
    r"\bplease(?: \w+)? help me ?"
    + _END
    + r"|\bhelp me,? please\b|^help me ?"
    + _END
    + r"|\b(?:save|rescue) me\b",
    r"\bi need help (?:now|right now|urgently|please|immediately)\b|\bi need urgent help\b",
    r"\b(?:going to|gonna|will|wants? to|threatened to) (?:kill|hurt|beat|sell) (?:me|us|my (?:family|son|daughter))\b",
    r"\bi(?: am|'m|m) (?:so |very |really )?(?:scared|afraid|terrified)(?: of (?:him|them|my|going back)\b| (?:he|they|that he|that they)\b| ?"
    + _END
    + r")",
    r"\bif i (?:leave|talk|tell|run|go|escape|say)\b.{0,60}\b(?:hurt|kill|beat|harm|find)\b",
    r"\b(?:no way out for me|i see no way out|i have no way out)\b|\bi have to give (?:him|her|them) (?:all )?(?:the|my) money\b",
    r"\b(?:won't|don't|doesn't|do not|does not|never) pay me\b",
    r"\bmy (?:daughter|sister|son|brother|friend|niece|cousin) (?:is missing|has disappeared|was taken|is in danger|has been taken)\b",
)
_PORTUGUESE: Final = (
    r"\b(?:abusa|abusam|abusou|abusava|abusaram|aproveita|aproveitou) (?:sexualmente )?de mim\b",
    r"\b(?:bate|batem|bateu|batia|toca|tocam|tocou|passa a mao|passou a mao|passam a mao) em mim\b|\b(?:me|esta me) (?:agrid(?:e|em|iu)|espanc(?:a|am|ou)|apalpa|bateu|batendo|tocando|violentou|trancou|obrigou|ameacou|estupra|assedia)\b",
    r"\b(?:meu|o|um) (?:pai|padrasto|tio|avo|irmao|primo|cunhado|namorado|marido|patrao|chefe|professor|treinador|pastor|padre|vizinho|homem|senhor) (?:\w+ ){0,5}?me (?:toca|tocou|tocava)\b",
    r"\b(?:fui|estou sendo|tenho sido|sou) (?:estuprad|abusad|agredid|espancad|violentad|ameacad|vendid|explorad)[oa]\b",
    r"\b(?:estou|tou) (?:\w+ )?(?:pres[oa] (?:aqui|n[oa]|em)|trancad[oa]|sequestrad[oa]|em perigo|ameacad[oa]|sendo (?:obrigad|forcad|ameacad|mantid)[oa])|\bestou pres[oa] ?" + _END,
    r"\b(?:tiraram|tirou|pegaram|pegou|roubaram|tomaram|tomou|ficaram com|ficou com|esconderam|escondeu|retem) (?:[oa]s? )?(?:meus?|minhas?) (?:passaporte|documentos?|papeis|celular|telefone|identidade)\b",
    r"\bnao (?:me|nos) deixam? (?:sair|ir|falar|ligar|comer|dormir|fugir)",
    r"\bme (?:obrigam?|forcam?|batem?|ameacam?|violentam?|estupram?|estuprou|trancam?|trancaram|tocam? (?:a forca|sem))\b",
    r"\b(?:quero|vou) (?:morrer|me matar)\b|\bnao quero mais viver\b|\bvontade de morrer\b|\btirar (?:a )?minha (?:propria )?vida\b",
    r"\bme ajud(?:a|e|em)(?:,? por favor)? ?" + _END + r"|^socorro\b|\bsocorro!|\bme salv(?:a|e|em)\b",
    r"\bpreciso de ajuda (?:urgente|agora|ja|por favor)\b|\bpreciso (?:sair|fugir) daqui\b",
    r"\b(?:vai|vao|quer|querem) me (?:matar|bater|machucar|vender)\b",
    r"\bse eu (?:for|fugir|falar|sair|contar|denunciar)\b.{0,60}\b(?:mata|matam|machuca|machucam|bate|batem)\b",
    r"\bnao (?:aguento mais|sei como sair daqui|consigo sair daqui)\b|\b(?:fica|ficam) com todo o meu dinheiro\b",
    r"\bminha (?:filha|irma|prima|sobrinha|amiga) (?:sumiu|desapareceu|esta desaparecida|esta em perigo)\b",
    r"\bestou com (?:muito )?medo(?: del[ea]s?\b| de morrer\b| ?" + _END + r")|\btenho (?:muito )?medo (?:del[ea]s?|que el[ea]s? me|de morrer)\b",
)  # fmt: skip
_QUOTED: Final = r'"[^"]{1,300}"'
_CUES: Final = (*_SPANISH, *_FRENCH, *_ENGLISH, *_PORTUGUESE)


def cues(text: str) -> bool:
    """Tell whether a text may speak of a person who is in danger now."""
    flat = bytearray(flatten(text))
    for quoted in find(_QUOTED, bytes(flat)):
        start, end = quoted.span()
        flat[start:end] = b"." * (end - start)
    own = bytes(flat)
    return any(has(cue, own) for cue in _CUES) or told_of_another(own)
