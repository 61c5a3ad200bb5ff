"""Forms of English words that no ending tells: "wrote" is "write", "children" are "child"."""

from __future__ import annotations

# A word, then its other forms. Left out are forms that are more often another word ("ground", "wound", "lives").
_FORMS = """
arise arose arisen
bear bore borne
beat beaten
become became
begin began begun
bend bent
bind bound
bite bit bitten
blow blew blown
breed bred
break broke broken
bring brought
build built
burn burnt
buy bought
catch caught
child children
choose chose chosen
cling clung
come came
creep crept
deal dealt
die died dying
dig dug
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
foot feet
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
go went gone
grow grew grown
half halves
hang hung
hear heard
hide hid hidden
hold held
keep kept
knife knives
know knew known
lay laid
lead led
leave left
lend lent
lie lying
lose lost
make made
man men
mean meant
meet met
mouse mice
overcome overcame
overtake overtook overtaken
pay paid
person people
ride rode ridden
ring rang rung
rise rose risen
run ran
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shelf shelves
shine shone
shoot shot
show shown
sing sang sung
sink sank sunk
sit sat
sleep slept
speak spoke spoken
spend spent
spin spun
stand stood
steal stole stolen
stride strode
strike struck stricken
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
thief thieves
think thought
throw threw thrown
tooth teeth
undergo underwent undergone
understand understood
undertake undertook undertaken
uphold upheld
wake woke woken
wear wore worn
weave wove woven
wife wives
win won
withdraw withdrew withdrawn
withstand withstood
wolf wolves
woman women
write wrote written
"""
IRREGULAR = {form: word for word, *forms in map(str.split, _FORMS.split("\n")[1:-1]) for form in forms}
"""For each irregular form the word that it is a form of."""
