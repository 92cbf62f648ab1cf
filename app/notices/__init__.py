"""What messages say: the sentences of each event, letters, links, and the links that stop them."""
