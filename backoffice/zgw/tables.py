"""Tables of zaken and of what hangs on them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from backoffice.database import UtcDateTime, metadata

zaken = Table(
    "zaken",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("identificatie", String(40), nullable=False),
    Column("bronorganisatie", String(9), nullable=False),
    Column("verantwoordelijke", String(9), nullable=False),
    Column("zaaktype", String(36), nullable=False, index=True),
    Column("omschrijving", String(80), nullable=False),
    Column("toelichting", Text, nullable=False),
    Column("kanaal", String(50), nullable=False),
    Column("vertrouwelijkheid", String(20), nullable=False),
    Column("registratiedatum", Date, nullable=False),
    Column("startdatum", Date, nullable=False),
    Column("einddatum", Date),
    Column("gepland", Date),
    Column("uiterlijk", Date),
    # A kenmerk is [kenmerk, bron]; both have a column too, to search by.
    Column("kenmerken", JSON, nullable=False),
    Index("uq_zaken_identificatie", "bronorganisatie", "identificatie", unique=True),
)

kenmerken = Table(
    "zaakkenmerken",
    metadata,
    Column("zaak", Integer, ForeignKey("zaken.id"), primary_key=True),
    Column("kenmerk", String(40), primary_key=True),
    Column("bron", String(40), primary_key=True),
)

statussen = Table(
    "zaakstatussen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("zaak", Integer, ForeignKey("zaken.id"), nullable=False, index=True),
    Column("statustype", String(36), nullable=False),
    Column("gezet", UtcDateTime, nullable=False),
    Column("toelichting", Text, nullable=False),
)

resultaten = Table(
    "zaakresultaten",
    metadata,
    Column("uuid", String(36), primary_key=True),
    Column("zaak", Integer, ForeignKey("zaken.id"), nullable=False, unique=True),
    Column("resultaattype", String(36), nullable=False),
    Column("toelichting", Text, nullable=False),
)

rollen = Table(
    "zaakrollen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("zaak", Integer, ForeignKey("zaken.id"), nullable=False, index=True),
    Column("roltype", String(36), nullable=False),
    Column("betrokkene_type", String(40), nullable=False),
    Column("toelichting", Text, nullable=False),
    Column("machtiging", String(20), nullable=False),
    # Empty where the person is not known by one.
    Column("bsn", String(9), nullable=False, index=True),
    Column("persoon", JSON, nullable=False),
    Column("contact", JSON, nullable=False),
)

eigenschappen = Table(
    "zaakeigenschappen",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("zaak", Integer, ForeignKey("zaken.id"), nullable=False, index=True),
    Column("eigenschap", String(36), nullable=False),
    Column("waarde", Text, nullable=False),
)
