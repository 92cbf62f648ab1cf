"""What an admin does with the templates of public replies."""

from __future__ import annotations

from app.actions.administration import by_an_admin
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError
from app.domain.reply_words import check_words
from app.domain.text import clean_line, clean_text
from app.models import ReplyTemplate, Service, ServiceGroup, User
from app.policy import policy


@by_an_admin
@one_transaction
def save(
    template: ReplyTemplate | None,
    *,
    title: str,
    words: str,
    locale: str,
    service: Service | None,
    group: ServiceGroup | None,
    is_active: bool,
    by: User,
) -> ReplyTemplate:
    """Add a template or change one. Raises NotPermitted, FieldError, TextTooLong.

    For one service, or for a group, or with neither for every report. `words` may hold the placeholders of
    `domain.reply_words` and no others.
    """
    title = clean_line(title, max_length=120)
    words = clean_text(words, max_length=policy().max_description)
    for field, value in (("title", title), ("words", words), ("locale", locale)):
        if not value:
            raise FieldError(field, "missing")
    check_words(words)
    template = template or ReplyTemplate()
    template.title, template.words, template.locale = title, words, locale
    template.service_id = service.id if service else None
    template.service_group_id = group.id if group and not service else None
    template.is_active = is_active
    db.session.add(template)
    db.session.commit()
    return template
