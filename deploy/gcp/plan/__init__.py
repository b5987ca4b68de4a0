"""The gcloud commands of a deployment, in order; nothing here runs them."""
