"""A delegate asks somebody to come: a link by mail with the form filled in. It works once, until its last day."""
