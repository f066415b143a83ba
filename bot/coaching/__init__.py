"""The rest of the course, practised: rapid-fire cards, cases, maps, and the kit for whoever leads.

Start reading at :mod:`bot.coaching.coach`, which lists the skills and their buttons.
"""
