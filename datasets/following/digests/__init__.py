"""Unread news by mail, every day or once a week."""
