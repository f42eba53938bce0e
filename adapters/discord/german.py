"""What Discord shows of `/live` to people who read German."""

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "Pin to Lock Screen": "An Sperrbildschirm heften",
    "Keep the Lock Screens in step with this channel.":
        "Hält die Sperrbildschirme im Gleichschritt mit diesem Kanal.",
    "What is live here, with its buttons; or a form to start something":
        "Was hier läuft, mit seinen Knöpfen; oder ein Formular, um etwas zu starten",
    "Begin an activity, from a template or from what is said":
        "Startet eine Aktivität, aus einer Vorlage oder aus dem, was du sagst",
    "Go to a step, and change how many there are on the way":
        "Geht zu einem Schritt und ändert dabei, wie viele es sind",
    "Go one step on": "Geht einen Schritt weiter",
    "Go one step back": "Geht einen Schritt zurück",
    "Move the bar": "Bewegt den Balken",
    "Change anything that shows": "Ändert, was zu sehen ist",
    "Put a line on every surface: the message of an alert, the subtitle of the others":
        "Zeigt überall eine Zeile: die Meldung eines Alarms, sonst die Zeile unter dem Titel",
    "Say that somebody is on it; who and when shows on every surface":
        "Sagt, dass sich jemand kümmert; wer und wann, ist überall zu sehen",
    "Show it in another channel too": "Zeigt sie auch in einem anderen Kanal",
    "The other channel of this server": "Der andere Kanal dieses Servers",
    "The code that was told in a channel of elsewhere":
        "Der Code, der in einem Kanal anderswo genannt wurde",
    "Whether it shall no longer be shown there": "Ob sie dort nicht mehr zu sehen sein soll",
    "What a channel of elsewhere is called, to leave it":
        "Wie ein Kanal anderswo heißt, um ihn zu verlassen",
    "Freeze the timer": "Hält die Uhr an",
    "Let a frozen timer run on": "Lässt eine angehaltene Uhr weiterlaufen",
    "Set the timer anew": "Stellt die Uhr neu",
    "Set a button of the Lock Screen: a link, a command of ours, or somebody else's webhook":
        "Setzt einen Knopf des Sperrbildschirms: Link, Befehl oder fremder Webhook",
    "Finish: every surface shows the last state, then the phones let go of it":
        "Beendet: überall steht der letzte Stand, dann lassen die iPhones los",
    "Start again on the phones, when nobody can tell whether the first start arrived":
        "Startet auf den iPhones noch einmal, wenn unklar ist, ob der erste Start ankam",
    "Take over an activity that CI or a script started; nothing is sent until it changes":
        "Übernimmt, was CI oder ein Skript gestartet hat; gesendet wird erst bei einer Änderung",
    "What is live here, and what the phones show of it":
        "Was hier läuft, und was die iPhones davon zeigen",
    "What is live in the whole server": "Was auf dem ganzen Server läuft",
    "Who did what, and when": "Wer was wann getan hat",
    "Tie this server to its ActivitySmith account (administrators)":
        "Verbindet diesen Server mit seinem ActivitySmith-Konto (Administratoren)",
    "All of this, in one screen": "All das auf einen Blick",
    "Which one, where several are live": "Welche gemeint ist, wo mehrere laufen",
    "The name at the top": "Der Name ganz oben",
    "A named way to start": "Eine benannte Art zu starten",
    "What it shows": "Was sie zeigt",
    "How many, or their names with commas between":
        "Wie viele, oder ihre Namen mit Kommas dazwischen",
    "The step it is at": "Der Schritt, bei dem sie steht",
    "How far the bar is": "Wie weit der Balken ist",
    "A number or text, such as $12,430": "Eine Zahl oder Text, etwa $12,430",
    "What the bar counts to, such as 300": "Bis wohin der Balken zählt, etwa 300",
    "What it measures, such as CPU=24% MEM=61%": "Was sie misst, etwa CPU=24% MEM=61%",
    "A length of time such as 10m, or up": "Eine Dauer wie 10m, oder up",
    "The colour of all of it": "Die Farbe des Ganzen",
    "An SF Symbol, such as flame.fill": "Ein SF-Symbol, etwa flame.fill",
    "A short word in a pill, such as SEV1": "Ein kurzes Wort als Abzeichen, etwa SEV1",
    "The line below the title": "Die Zeile unter dem Titel",
    "The words of an alert": "Die Worte eines Alarms",
    "The icon's own colour": "Die eigene Farbe des Symbols",
    "The badge's own colour": "Die eigene Farbe des Abzeichens",
    "The colour of what is done": "Die Farbe des Erledigten",
    "A colour for each step, with commas between":
        "Eine Farbe je Schritt, mit Kommas dazwischen",
    "When the phones let go of it, such as 10m": "Wann die iPhones loslassen, etwa 10m",
    "ActivitySmith channels, with commas between":
        "ActivitySmith-Kanäle, mit Kommas dazwischen",
    "Words to find it by, with commas between":
        "Wörter, unter denen man sie findet, mit Kommas dazwischen",
    "The step to go to": "Der Schritt, zu dem es geht",
    "How many steps there are now": "Wie viele Schritte es jetzt sind",
    "How many steps there were": "Wie viele Schritte es waren",
    "How far it is: a percentage, or the value of a bar with a limit":
        "Wie weit: ein Prozentsatz, oder der Wert eines Balkens mit Grenze",
    "What it counts to": "Bis wohin er zählt",
    "Whether that is a percentage, even of a bar with a limit":
        "Ob das ein Prozentsatz ist, auch bei einem Balken mit Grenze",
    "The line": "Die Zeile",
    "The last line, such as All clear": "Die letzte Zeile, etwa Entwarnung",
    "Such as 10m or 1h30m; up counts up": "Etwa 10m oder 1h30m; up zählt aufwärts",
    "What is on it; none puts the usual button back":
        "Was darauf steht; none bringt den üblichen Knopf zurück",
    'An https:// address, a command such as next, say:"…", or POST https://… and JSON':
        'Eine https://-Adresse, ein Befehl wie next, say:"…", oder POST https://… und JSON',
    "Which of the two buttons": "Welcher der beiden Knöpfe",
    "Its activity_id at ActivitySmith": "Ihre activity_id bei ActivitySmith",
    "Or the key of its managed stream": "Oder der Schlüssel ihres Streams",
    "Alert": "Alarm",
    "Segmented progress": "Schritte",
    "Progress": "Balken",
    "Value": "Wert",
    "Timer": "Uhr",
    "Metrics": "Messwerte",
    "Stats": "Kennzahlen",
    "Lime": "Limette",
    "Green": "Grün",
    "Cyan": "Cyan",
    "Blue": "Blau",
    "Purple": "Lila",
    "Magenta": "Magenta",
    "Red": "Rot",
    "Orange": "Orange",
    "Yellow": "Gelb",
    "Gray": "Grau",
    "None": "Keine",
}  # fmt: skip
