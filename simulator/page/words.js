// The page's own words; what the bot says is the bot's affair.

const WORDS = {
  es: {
    title: "Simulador",
    not: "No es Telegram: todo queda en este equipo.",
    people: "Personas",
    chat: (person, bot) => `Chat de ${person} con ${bot}`,
    start: "Iniciar",
    invited: "Abre el enlace de invitación",
    about: "¿Qué puede hacer este bot?",
    nothing: "Todavía no hay mensajes.",
    write: "Mensaje",
    send: "Enviar",
    attach: "Adjuntar un archivo",
    voice: "Grabar un mensaje de voz",
    recording: "Grabando…",
    cancel: "Cancelar",
    commands: "Comandos",
    keys: "Teclado de respuestas",
    more: "Más",
    block: "Bloquear el bot",
    unblock: "Desbloquear el bot",
    again: "Abrir otra vez la invitación",
    blocked: "Ha bloqueado el bot.",
    copy: "Copiar",
    copied: "Copiado",
    edit: "Editar",
    editing: "Editando",
    edited: "editado",
    photo: "Foto",
    audio: "Mensaje de voz",
    sticker: "Sticker",
    video: "Video",
    pictures: "Foto o video",
    file: "Archivo",
    sound: "Audio",
    place: "Ubicación",
    typing: "escribiendo",
    sends: "enviando",
    me: "Yo",
    fine: "De acuerdo",
    lost: "Sin conexión con el simulador. Se vuelve a intentar…",
    unread: "mensajes nuevos",
    message: "Opciones del mensaje",
    refused: "No se pudo enviar.",
  },
  fr: {
    title: "Simulateur",
    not: "Ce n’est pas Telegram : tout reste sur cet ordinateur.",
    people: "Personnes",
    chat: (person, bot) => `Discussion de ${person} avec ${bot}`,
    start: "Démarrer",
    invited: "Ouvre le lien d’invitation",
    about: "Que sait faire ce bot ?",
    nothing: "Pas encore de messages.",
    write: "Message",
    send: "Envoyer",
    attach: "Joindre un fichier",
    voice: "Enregistrer un message vocal",
    recording: "Enregistrement…",
    cancel: "Annuler",
    commands: "Commandes",
    keys: "Clavier de réponses",
    more: "Plus",
    block: "Bloquer le bot",
    unblock: "Débloquer le bot",
    again: "Rouvrir l’invitation",
    blocked: "Vous avez bloqué le bot.",
    copy: "Copier",
    copied: "Copié",
    edit: "Modifier",
    editing: "Modification",
    edited: "modifié",
    photo: "Photo",
    audio: "Message vocal",
    sticker: "Autocollant",
    video: "Vidéo",
    pictures: "Photo ou vidéo",
    file: "Fichier",
    sound: "Audio",
    place: "Position",
    typing: "écrit",
    sends: "envoie",
    me: "Moi",
    fine: "D’accord",
    lost: "Pas de connexion au simulateur. Nouvel essai…",
    unread: "nouveaux messages",
    message: "Options du message",
    refused: "L’envoi a échoué.",
  },
  en: {
    title: "Simulator",
    not: "This is not Telegram: everything stays on this computer.",
    people: "People",
    chat: (person, bot) => `Chat of ${person} with ${bot}`,
    start: "Start",
    invited: "Opens the invitation link",
    about: "What can this bot do?",
    nothing: "No messages yet.",
    write: "Message",
    send: "Send",
    attach: "Attach a file",
    voice: "Record a voice message",
    recording: "Recording…",
    cancel: "Cancel",
    commands: "Commands",
    keys: "Reply keyboard",
    more: "More",
    block: "Block the bot",
    unblock: "Unblock the bot",
    again: "Open the invitation again",
    blocked: "You have blocked the bot.",
    copy: "Copy",
    copied: "Copied",
    edit: "Edit",
    editing: "Editing",
    edited: "edited",
    photo: "Photo",
    audio: "Voice message",
    sticker: "Sticker",
    video: "Video",
    pictures: "Photo or video",
    file: "File",
    sound: "Audio",
    place: "Location",
    typing: "typing",
    sends: "sending",
    me: "Me",
    fine: "OK",
    lost: "No connection to the simulator. Trying again…",
    unread: "new messages",
    message: "Message options",
    refused: "It could not be sent.",
  },
};

export const language =
  navigator.languages.map((code) => code.slice(0, 2)).find((code) => code in WORDS) ?? "en";

export const words = WORDS[language];

export function languageName(code) {
  try {
    return code && new Intl.DisplayNames([language], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

export function dayName(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
}

export function fileSize(bytes) {
  const unit = bytes < 1000 ? "byte" : bytes < 1e6 ? "kilobyte" : "megabyte";
  const size = { byte: 1, kilobyte: 1000, megabyte: 1e6 }[unit];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, style).format(bytes / size);
}
