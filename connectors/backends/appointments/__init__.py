"""Appointment systems of municipalities: Qmatic Orchestra Calendar and JCC."""

from __future__ import annotations

from connectors.backends.appointments.jcc import JccAppointments
from connectors.backends.appointments.qmatic import QmaticAppointments

Appointments = QmaticAppointments | JccAppointments


def open_appointments(system: str, url: str, key: str) -> Appointments:
    """The adapter for one municipality. `system` is "qmatic" or "jcc", `key` the API key of Qmatic
    or `client-id:secret` of JCC."""
    return QmaticAppointments(url, key) if system == "qmatic" else JccAppointments(url, key)
