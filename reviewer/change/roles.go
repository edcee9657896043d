package change

// findRoles lists the parties of a draft in its own words: what stands before a requirement word, as "desk" in "a desk MUST".
func (k *comparison) findRoles() map[string]bool {
	roles := map[string]bool{}
	for _, u := range k.old.units {
		for i := 1; i < len(u.words); i++ {
			name := u.words[i-1].key
			if requirement[u.words[i].key] && !requirement[name] && len(name) >= leastTelling && !k.wording.people[name] && !k.wording.things[name] && !k.wording.function(name) {
				roles[stem(name)] = true
			}
		}
	}
	return roles
}

// party reports whether a word names a party: one that has power over people anywhere, or a role of this draft.
func (k *comparison) party(key string) bool { return k.wording.parties[key] || k.roles[stem(key)] }

// acted reports whether a statement names a role of this draft.
func (k *comparison) acted(s statement) bool {
	for _, w := range s.words {
		if k.roles[stem(w.key)] {
			return true
		}
	}
	return false
}
