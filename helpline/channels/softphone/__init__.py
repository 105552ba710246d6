"""A telephone and a chat in the browser and the terminal, which drive the real webhooks. Off in production."""
