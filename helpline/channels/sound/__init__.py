"""Prompts as sound: rendered by espeak-ng, kept by content, served; and the recordings of people."""
