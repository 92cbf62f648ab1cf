"""The form of alerts: where, what kind of problem, and to which address."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.domain.circles import MAX_RADIUS_M, MIN_RADIUS_M
from app.domain.coordinates import parse_longitude_latitude
from app.domain.errors import DomainError
from app.domain.text import clean_email
from app.i18n import named
from app.models import Area
from app.queries import alerts, reports
from app.queries.alerts import Circle, Where
from app.refusals import sentence

USUAL_RADIUS_M = 500


class AlertForm(FlaskForm):
    """What somebody wants to hear of. The lists depend on what was chosen before, so they are made with the form."""

    kind = RadioField(
        _l("Where?"),
        choices=[
            SelectChoice("circle", _l("Around a place that I choose")),
            SelectChoice("area", _l("In a district or a mahalla")),
        ],
        default="circle",
    )
    district = SelectField(_l("District or city"), validate_choice=False, default="")
    mahalla = SelectField(_l("Mahalla"), validate_choice=False, default="")
    latitude = StringField(_l("Latitude"))
    longitude = StringField(_l("Longitude"))
    radius = StringField(_l("How far around, in metres"), default=str(USUAL_RADIUS_M))
    group = SelectField(_l("Kind of problem"), validate_choice=False, default="")
    email = StringField(_l("E-mail"))

    def fill_lists(self) -> None:
        """Put the districts, the mahallas of the chosen one, and the kinds of problems into their lists."""
        self.district.choices = [
            SelectChoice("", _("Choose one")),
            *(SelectChoice(area.code, _in_region(area)) for area in alerts.districts()),
        ]
        self.mahalla.choices = [SelectChoice("", _("The whole district"))]
        if self.district.data:
            try:
                district = alerts.find_area("district", self.district.data[:40])
            except DomainError:
                self.district.data = ""
            else:
                self.mahalla.choices += [
                    SelectChoice(area.code, named(area.names)) for area in alerts.mahallas_of(district)
                ]
        if self.mahalla.data not in {choice.value for choice in self.mahalla.choices}:
            self.mahalla.data = ""
        self.group.choices = [
            SelectChoice("", _("Every kind of problem")),
            *(SelectChoice(group.code, named(group.names)) for group in reports.offered_services()),
        ]

    def where(self) -> Where | None:
        """Return what was asked for; None where something is missing, and its field says what."""
        group = alerts.find_group((self.group.data or "")[:60])
        if self.kind.data == "area":
            level, code = (
                ("mahalla", self.mahalla.data) if self.mahalla.data else ("district", self.district.data)
            )
            try:
                return Where(area=alerts.find_area(level, code or ""), group=group)
            except DomainError:
                self.district.errors = [_("Choose a district or a city.")]
                return None
        circle = self.circle()
        return Where(circle=circle, group=group) if circle else None

    def circle(self) -> Circle | None:
        """Return the circle; None where it is none, and its fields say why."""
        try:
            longitude, latitude = parse_longitude_latitude(
                (self.longitude.data or "")[:100], (self.latitude.data or "")[:100]
            )
        except DomainError as error:
            empty = not (self.longitude.data or self.latitude.data)
            self.latitude.errors = [
                _("Choose the place on the map, or enter its coordinates.") if empty else sentence(error)
            ]
            return None
        try:
            radius = float((self.radius.data or "").replace(",", "."))
        except ValueError:
            radius = 0.0
        if not MIN_RADIUS_M <= radius <= MAX_RADIUS_M:
            self.radius.errors = [
                _(
                    "Enter a number from %(least)s to %(most)s.",
                    least=int(MIN_RADIUS_M),
                    most=int(MAX_RADIUS_M),
                )
            ]
            return None
        # To a metre: nobody means more, and the same circle twice is one.
        return Circle(round(longitude, 5), round(latitude, 5), float(round(radius)))

    def address(self) -> str | None:
        """Return the e-mail address, clean; None where it is none, and the field says why."""
        if not (self.email.data or "").strip():
            self.email.errors = [_("Enter your e-mail.")]
            return None
        try:
            return clean_email(self.email.data or "")
        except DomainError as error:
            self.email.errors = [sentence(error)]
            return None


def _in_region(area: Area) -> str:
    name = named(area.names)
    return f"{name}, {named(area.parent.names)}" if area.parent else name
