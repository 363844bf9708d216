"""`python -m tuilage.drilling`: what is there once the drill is over, as JSON."""

from tuilage.drilling.looking import look

look()
