"""WhatsApp by Meta's Cloud API."""

from shared.adapters.whatsapp.cloud_api import WhatsAppCloudApi

__all__ = ["WhatsAppCloudApi"]
