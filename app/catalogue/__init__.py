"""The catalogue: service groups, services and kinds of agencies, as data in `data/`.

Uzbekistan's is the default; another deployment loads a folder of its own with the same shape. What is
loaded into the database can be changed there by an admin; see `app.catalogue.load`.
"""

from app.catalogue.reading import (
    DEFAULT_FOLDER,
    AgencyKind,
    Catalogue,
    CatalogueError,
    Group,
    Service,
    read_catalogue,
)

DEFAULT = read_catalogue(DEFAULT_FOLDER)
#: In the order in which residents see them.
GROUPS: tuple[Group, ...] = DEFAULT.groups
#: Group after group, in the order in which residents see them.
SERVICES: tuple[Service, ...] = DEFAULT.services
#: By code.
AGENCY_KINDS: dict[str, AgencyKind] = DEFAULT.agency_kinds

__all__ = [
    "AGENCY_KINDS",
    "DEFAULT",
    "DEFAULT_FOLDER",
    "GROUPS",
    "SERVICES",
    "AgencyKind",
    "Catalogue",
    "CatalogueError",
    "Group",
    "Service",
    "read_catalogue",
]
