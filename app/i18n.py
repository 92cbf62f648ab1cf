"""Languages: which one a visitor reads, and names that are kept by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import support
from flask import Flask, current_app, request
from flask_babel import Domain, get_locale

from app.extensions import babel
from app.sentences import in_cyrillic

COOKIE = "language"

#: The languages by their own names.
OWN_NAMES = {
    "uz": "Oʻzbekcha",
    "uz_Cyrl": "Ўзбекча",
    "kaa": "Qaraqalpaqsha",
    "ru": "Русский",
    "en": "English",
}

#: Where a name is missing in one language, the next best ones.
FALLBACKS = {
    "uz": ("uz_Cyrl", "ru", "en"),
    "uz_Cyrl": ("uz", "ru", "en"),
    "kaa": ("uz", "uz_Cyrl", "ru", "en"),
    "ru": ("uz_Cyrl", "uz", "en"),
    "en": ("uz", "ru"),
}


class PoliteDomain(Domain):
    """Sentences that a catalogue lacks come from the reader's next best language, not from the code.

    The catalogues are complete, and a test keeps them so: this serves the hour in which a sentence is new.
    """

    def get_translations(self) -> support.NullTranslations:
        """Return the reader's catalogue, with the next best ones behind it; English is the code's own."""
        translations = super().get_translations()
        locale = locale_code()
        if locale != "en" and not getattr(translations, "has_next_best", False):
            last = translations
            for candidate in FALLBACKS.get(locale, ()):
                if candidate != "en":
                    for folder in self.translation_directories:
                        last.add_fallback(support.Translations.load(folder, [candidate], self.domain[0]))
            translations.has_next_best = True
        return translations


def choose_locale() -> str:
    """Return the visitor's language: the switch's cookie, else Accept-Language, else the default."""
    offered: list[str] = current_app.config["LOCALES"]
    chosen = request.cookies.get(COOKIE) if request else None
    if chosen in offered:
        return str(chosen)
    if request:
        for tag in request.accept_languages.values():
            locale = _offered_for(tag, offered)
            if locale is not None:
                return locale
    return offered[0]


def _offered_for(tag: str, offered: Sequence[str]) -> str | None:
    """Return the language on offer that a browser's tag asks for: `ru-RU` is ru, `uz-Cyrl-UZ` is uz_Cyrl."""
    subtags = [part.lower() for part in tag.replace("_", "-").split("-")]
    by_subtags = {tuple(locale.lower().split("_")): locale for locale in offered}
    for length in range(len(subtags), 0, -1):
        if tuple(subtags[:length]) in by_subtags:
            return by_subtags[tuple(subtags[:length])]
    return None


def locale_code() -> str:
    """Return the current language as one of LOCALES."""
    return str(get_locale() or current_app.config["LOCALES"][0])


def html_lang() -> str:
    """Return the current language as an HTML tag: `uz-Cyrl`."""
    return locale_code().replace("_", "-")


def named(names: Mapping[str, str] | None, locale: str | None = None) -> str:
    """Return the name in the reader's language, or the next best one; never an empty text for a kept name.

    Most boundary files name areas in Latin letters alone: who reads Uzbek in Cyrillic gets them in Cyrillic.
    """
    if not names:
        return ""
    locale = locale or locale_code()
    if locale == "uz_Cyrl" and not names.get(locale) and names.get("uz"):
        return in_cyrillic(names["uz"])
    for candidate in (locale, *FALLBACKS.get(locale, ())):
        if names.get(candidate):
            return names[candidate]
    return next(iter(names.values()))


def init_app(app: Flask) -> None:
    """Use the polite catalogues, and give templates the language tools."""
    babel.domain_instance = PoliteDomain()
    app.add_template_filter(named)
    app.add_template_global(html_lang)
    app.add_template_global(locale_code)
    app.add_template_global(lambda: [(c, OWN_NAMES.get(c, c)) for c in app.config["LOCALES"]], "languages")
