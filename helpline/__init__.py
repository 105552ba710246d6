"""The Poshan Helpline 1515: a call or a chat becomes an answer or a ticket."""
