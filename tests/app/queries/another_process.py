"""Another process of the service: reads `LONGITUDE LATITUDE` line by line, and says which mahalla answers.

python -m tests.app.queries.another_process DATABASE_URL FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.db import db, reading
from app.queries.territory import area_index
from tests.databases import make_app


def main() -> None:
    """Answer until the questions end."""
    app = make_app(sys.argv[1], Path(sys.argv[2]))
    reading.set(True)
    for line in sys.stdin:
        lon, lat = line.split()
        with app.app_context():
            located = area_index().locate(float(lon), float(lat))
            print(located.mahalla.code if located.mahalla else located.located_by, flush=True)
            db.session.remove()


if __name__ == "__main__":
    main()
