"""What Discord shows of `/live` to people who read another language than English.

Verbs and options keep their English names everywhere: people of one team tell each other
what to type, and the same words are said in Slack, on buttons and in refusals.
"""

from collections.abc import Mapping

from discord import Locale, app_commands

from adapters.discord.german import GERMAN

LANGUAGES: Mapping[Locale, Mapping[str, str]] = {Locale.german: GERMAN}
"""By language, what each English sentence is in it; a name would be translated here, too."""


class Translations(app_commands.Translator):
    """Discord is told of every language at once, when the commands are registered."""

    def __init__(self, languages: Mapping[Locale, Mapping[str, str]] = LANGUAGES) -> None:
        self._languages = languages

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """See Translator; None leaves it in English."""
        return self._languages.get(locale, {}).get(string.message)
