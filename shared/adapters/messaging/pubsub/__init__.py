"""The Bus port on Google Cloud Pub/Sub, over REST."""

from shared.adapters.messaging.pubsub.bus import PubSubBus

__all__ = ["PubSubBus"]
