"""Files of identities: cleaned by rules, matched with persons already known, written all at once."""
