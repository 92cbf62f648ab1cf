"""Templates of replies for Namuna, in two of its languages."""

from __future__ import annotations

from app.demo.rows import Row

#: Title and words, by language.
REPLIES = {
    "uz": (
        (
            "Usta yoʻlda",
            "Assalomu alaykum! {number} raqamli murojaatingiz ({service}) boʻyicha usta {due} gacha keladi. {agency}",
        ),
        (
            "Ehtiyot qism kutilmoqda",
            "Assalomu alaykum! {number} raqamli murojaatingiz boʻyicha kerakli qism buyurtma qilindi. "
            "Kelishi bilan ishni boshlaymiz va sizga xabar beramiz. {agency}",
        ),
    ),
    "ru": (
        (
            "Мастер в пути",
            "Здравствуйте! По вашей заявке {number} ({service}) мастер приедет до {due}. {agency}",
        ),
        (
            "Ждём запчасть",
            "Здравствуйте! По вашей заявке {number} мы заказали нужную деталь. Как только она придёт, "
            "начнём работу и сообщим вам. {agency}",
        ),
    ),
}


def reply_templates() -> list[Row]:
    """Return a row for each template; they fit every report."""
    return [
        {
            "title": title,
            "words": words,
            "locale": locale,
            "service_id": None,
            "service_group_id": None,
            "is_active": True,
        }
        for locale, templates in REPLIES.items()
        for title, words in templates
    ]
