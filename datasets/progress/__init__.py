"""Progress of campaigns: what is there of what is planned. Owns nothing and has no verb: every number is counted."""
