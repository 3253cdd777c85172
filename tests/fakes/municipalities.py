"""Two municipalities without files."""

from __future__ import annotations

from assistant.domain.municipality import Municipality
from assistant.errors import MunicipalityNotFound
from assistant.ports.municipalities import MunicipalitiesPort


class FakeMunicipalities(MunicipalitiesPort):
    def __init__(self, origins: tuple[str, ...] = ()) -> None:
        self._known = {
            slug: Municipality(
                slug=slug,
                name=name,
                phone="14 010",
                website=f"https://www.{slug}.example/",
                hours_text="Maandag tot en met vrijdag van 8.00 tot 18.00 uur",
                origins=origins,
                theme={"primary": colour, "on_primary": "#ffffff"},
            )
            for slug, name, colour in (
                ("rotterdam", "Rotterdam", "#00811f"),
                ("tilburg", "Tilburg", "#e6007e"),
            )
        }

    def slugs(self) -> tuple[str, ...]:
        return tuple(self._known)

    def get(self, slug: str) -> Municipality:
        if slug not in self._known:
            raise MunicipalityNotFound(slug)
        return self._known[slug]
