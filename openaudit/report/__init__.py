"""Renderings of an audit record; nothing here knows anything but the record."""
