"""What Rasa imports at start and Balie does not install.

Rasa imports every channel, store and classifier it ships when it starts, wanted or not. The modules
below are named in full: an import of any other name of these packages fails as it would without us,
so a library that merely *asks* whether TensorFlow is there (spaCy does) gets an honest no.
"""

from __future__ import annotations

from types import MappingProxyType

TENSORFLOW = "Rasa uses TensorFlow only in DIET, TED, UnexpecTED and ResponseSelector"
CHANNEL = "residents reach Balie through connectors/channels, never through a channel of Rasa"
STORE = "trackers live in connectors.engine.tracker_store.BalieTrackerStore"
BROKER = "Balie publishes no tracker events; what must be sent goes through its own outbox"

ABSENT = MappingProxyType(
    {
        "keras.utils.control_flow_util": TENSORFLOW,
        "keras.utils.tf_utils": TENSORFLOW,
        "tensorflow.keras.backend": TENSORFLOW,
        "tensorflow.keras.callbacks": TENSORFLOW,
        "tensorflow.keras.utils": TENSORFLOW,
        "tensorflow.python.eager.wrap_function": TENSORFLOW,
        "tensorflow.python.types.core": TENSORFLOW,
        "tensorflow.types.experimental": TENSORFLOW,
        "tensorflow_addons": TENSORFLOW,
        "tensorflow_hub.module_v2": TENSORFLOW,
        "tensorflow_text": TENSORFLOW,
        "aiogram.types": CHANNEL,
        "aiogram.utils.exceptions": CHANNEL,
        "cachecontrol": CHANNEL,
        "fbmessenger.attachments": CHANNEL,
        "fbmessenger.elements": CHANNEL,
        "fbmessenger.quick_replies": CHANNEL,
        "fbmessenger.sender_actions": CHANNEL,
        "google.auth.transport.requests": CHANNEL,
        "google.oauth2.id_token": CHANNEL,
        "slack_sdk.web.async_client": CHANNEL,
        "socketio": CHANNEL,
        "twilio.base.exceptions": CHANNEL,
        "twilio.rest.api.v2010.account.message": CHANNEL,
        "twilio.twiml.voice_response": CHANNEL,
        "webexteamssdk": CHANNEL,
        "boto3.dynamodb.conditions": STORE,
        "botocore.exceptions": STORE,
        "pymongo.collection": STORE,
        "pymongo.errors": STORE,
        "aio_pika.exceptions": BROKER,
        "aiormq": BROKER,
    }
)


def _with_parents() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, reason in ABSENT.items():
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            names.setdefault(".".join(parts[:length]), reason)
    return names


MODULES = MappingProxyType(_with_parents())
