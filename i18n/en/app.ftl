# The frame of the window, and what several screens say.
